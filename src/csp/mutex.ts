import { driver } from '../kernel/driver.ts';
import type { Driver } from '../kernel/driver.ts';
import { Mutex as MutexCore } from '../kernel/mutex.ts';
import { Operation } from '../kernel/operation.ts';
import type { WaitOptions } from './channel.ts';

/**
 * Mutual exclusion, as Go's: the n-th unlock comes before the m-th lock for n < m (rule 7). It has no owner: any process
 * may unlock it.
 *
 * @example
 * const m = new Mutex('m')
 * {
 *   await using _ = await m.acquire()
 *   // alone here
 * }
 */
export class Mutex {
  /** Internal: what Cond waits with. */
  readonly core: MutexCore;
  readonly #driver: Driver;

  /** @param name what reports call it. */
  constructor(name?: string) {
    this.#driver = driver();
    this.core = this.#driver.adopt(new MutexCore(name));
  }

  /** Locks. Waits while it is locked; an unlock wakes it. @throws the signal's reason when cancelled. */
  lock(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('lock', this.core, undefined, options?.signal)) as Promise<void>;
  }

  /** Unlocks. @throws MisuseError when it is not locked. */
  unlock(): Promise<void> {
    return this.#driver.perform(new Operation('unlock', this.core)) as Promise<void>;
  }

  /** Locks if that needs no waiting (rule 9), and says whether it did; a failure orders nothing (rule 10). */
  tryLock(): Promise<boolean> {
    return this.#driver.perform(new Operation('tryLock', this.core)) as Promise<boolean>;
  }

  /** Locks, and unlocks at the end of the block: `await using _ = await m.acquire()`. */
  async acquire(options?: WaitOptions): Promise<AsyncDisposable> {
    await this.lock(options);
    return { [Symbol.asyncDispose]: () => this.unlock() };
  }
}
