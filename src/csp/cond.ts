import { Cond as CondCore } from '../kernel/cond.ts';
import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import type { WaitOptions } from './channel.ts';
import type { Mutex } from './mutex.ts';
import type { ReadLocker, RWMutex } from './rw-mutex.ts';

/**
 * A condition variable on a lock, as Go's: a place to wait, holding the lock, until somebody says that something changed.
 *
 * @example
 * const mutex = new Mutex()
 * const changed = new Cond(mutex)
 * const jobs: string[] = []
 * const worker = go('worker', async () => {
 *   await mutex.lock()
 *   while (jobs.length === 0) await changed.wait()
 *   const job = jobs.shift()
 *   await mutex.unlock()
 *   return job
 * })
 * await mutex.lock()
 * jobs.push('sweep')
 * await changed.signal()
 * await mutex.unlock()
 * console.log(await worker.join()) // sweep
 */
export class Cond {
  readonly #core: CondCore;
  readonly #driver: Driver;

  /**
   * Makes a condition variable. Waits for nothing, orders nothing.
   *
   * @param locker the lock its waiters hold: a Mutex, an RWMutex (its write side), or `rwMutex.rlocker()`.
   * @param name what reports call it.
   */
  constructor(locker: Mutex | RWMutex | ReadLocker, name?: string) {
    this.#driver = driver();
    this.#core = this.#driver.adopt(new CondCore(locker.core, name));
  }

  /**
   * Unlocks and waits, in one step; woken, locks again before it returns. A signal or broadcast wakes it, in the order in
   * which waiters came, and then the lock must be free. Ordered after what woke it (rule 14) and as the lock orders (rules 7
   * and 8).
   *
   * @throws MisuseError when the lock is not held.
   * @throws the signal's reason when cancelled; then the lock is not held.
   */
  wait(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('wait', this.#core, undefined, options?.signal)) as Promise<void>;
  }

  /** Wakes the one that has waited longest, if any. Never waits; comes before the return of the wait it wakes (rule 14). */
  signal(): Promise<void> {
    return this.#driver.perform(new Operation('signal', this.#core)) as Promise<void>;
  }

  /** Wakes all that wait now. Never waits; comes before the return of each wait it wakes (rule 14). */
  broadcast(): Promise<void> {
    return this.#driver.perform(new Operation('broadcast', this.#core)) as Promise<void>;
  }
}
