import { Cond as CondCore } from '../kernel/cond.ts';
import { driver } from '../kernel/driver.ts';
import type { Driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import type { WaitOptions } from './channel.ts';
import type { Mutex } from './mutex.ts';
import type { ReadLocker, RWMutex } from './rw-mutex.ts';

/** A condition variable on a lock, as Go's: a signal or broadcast comes before the return of the wait it wakes (rule 14). */
export class Cond {
  readonly #core: CondCore;
  readonly #driver: Driver;

  /**
   * @param locker the lock its waiters hold: a Mutex, an RWMutex (its write side), or `rwMutex.rlocker()`.
   * @param name what reports call it.
   */
  constructor(locker: Mutex | RWMutex | ReadLocker, name?: string) {
    this.#driver = driver();
    this.#core = this.#driver.adopt(new CondCore(locker.core, name));
  }

  /**
   * Unlocks and waits, in one step; woken, locks again before it returns. Waiters are woken in the order they came.
   *
   * @throws MisuseError when the lock is not held. @throws the signal's reason when cancelled; then the lock is not held.
   */
  wait(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('wait', this.#core, undefined, options?.signal)) as Promise<void>;
  }

  /** Wakes the one that has waited longest, if any. */
  signal(): Promise<void> {
    return this.#driver.perform(new Operation('signal', this.#core)) as Promise<void>;
  }

  /** Wakes all that wait. */
  broadcast(): Promise<void> {
    return this.#driver.perform(new Operation('broadcast', this.#core)) as Promise<void>;
  }
}
