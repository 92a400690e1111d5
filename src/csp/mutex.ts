import { markOpaque } from '../base/opaque.ts';
import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Mutex as MutexCore } from '../kernel/mutex.ts';
import { Operation } from '../kernel/operation.ts';
import type { WaitOptions } from './channel.ts';

/**
 * Mutual exclusion, as Go's: the n-th unlock comes before the return of the m-th lock for n < m (rule 7). It has no owner:
 * any process may unlock it.
 *
 * @example
 * const mutex = new Mutex('mutex')
 * {
 *   await using _ = await mutex.acquire()
 *   console.log(await mutex.tryLock()) // false
 * }
 * console.log(await mutex.tryLock()) // true
 */
export class Mutex {
  /** Internal: what Cond waits with. */
  readonly core: MutexCore;
  readonly #driver: Driver;

  /** Makes an unlocked mutex. @param name what reports call it. */
  constructor(name?: string) {
    this.#driver = driver();
    this.core = this.#driver.adopt(new MutexCore(name));
  }

  /**
   * Locks. Waits while it is locked; an unlock wakes the one that came first. Ordered after every unlock before it (rule 7).
   *
   * @throws the signal's reason when cancelled; then it was not locked.
   */
  lock(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('lock', this.core, undefined, options?.signal)) as Promise<void>;
  }

  /**
   * Unlocks, whoever locked. Never waits; comes before the return of every lock after it (rule 7).
   *
   * @throws MisuseError when it is not locked.
   */
  unlock(): Promise<void> {
    return this.#driver.perform(new Operation('unlock', this.core)) as Promise<void>;
  }

  /** Locks if that needs no waiting, and says whether it did: success is a lock (rule 9), failure orders nothing (rule 10). */
  tryLock(): Promise<boolean> {
    return this.#driver.perform(new Operation('tryLock', this.core)) as Promise<boolean>;
  }

  /** Locks like `lock`; the result unlocks at the end of its block: `await using _ = await mutex.acquire()`. */
  async acquire(options?: WaitOptions): Promise<AsyncDisposable> {
    await this.lock(options);
    return { [Symbol.asyncDispose]: () => this.unlock() };
  }
}

markOpaque(Mutex, 'Mutex');
