import { driver } from '../kernel/driver.ts';
import type { Driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import { ReadLocker as ReadLockerCore, RWMutex as RWMutexCore } from '../kernel/rw-mutex.ts';
import type { WaitOptions } from './channel.ts';

/** The read side of an RWMutex as a lock that a Cond can be on. */
export interface ReadLocker {
  /** Internal: what Cond waits with. */
  readonly core: ReadLockerCore;
  lock(options?: WaitOptions): Promise<void>;
  unlock(): Promise<void>;
}

/**
 * Many readers or one writer, as Go's (rules 7 to 10). A waiting writer holds back new readers, so a reader must not lock
 * a second time before it has unlocked.
 */
export class RWMutex {
  /** Internal: what Cond waits with. */
  readonly core: RWMutexCore;
  readonly #driver: Driver;

  /** @param name what reports call it. */
  constructor(name?: string) {
    this.#driver = driver();
    this.core = this.#driver.adopt(new RWMutexCore(name));
  }

  /** Locks for writing. Waits for writers and readers before it. @throws the signal's reason when cancelled. */
  lock(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('lock', this.core, undefined, options?.signal)) as Promise<void>;
  }

  /** Ends writing. @throws MisuseError when it is not locked for writing. */
  unlock(): Promise<void> {
    return this.#driver.perform(new Operation('unlock', this.core)) as Promise<void>;
  }

  /** Locks for writing if that needs no waiting, and says whether it did. */
  tryLock(): Promise<boolean> {
    return this.#driver.perform(new Operation('tryLock', this.core)) as Promise<boolean>;
  }

  /** Locks for reading. Waits while a writer holds the lock or waits for it. @throws the signal's reason when cancelled. */
  rlock(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('rlock', this.core, undefined, options?.signal)) as Promise<void>;
  }

  /** Ends reading. @throws MisuseError when nobody reads. */
  runlock(): Promise<void> {
    return this.#driver.perform(new Operation('runlock', this.core)) as Promise<void>;
  }

  /** Locks for reading if that needs no waiting, and says whether it did. */
  tryRLock(): Promise<boolean> {
    return this.#driver.perform(new Operation('tryRLock', this.core)) as Promise<boolean>;
  }

  /** Locks for writing, and unlocks at the end of the block: `await using _ = await m.acquire()`. */
  async acquire(options?: WaitOptions): Promise<AsyncDisposable> {
    await this.lock(options);
    return { [Symbol.asyncDispose]: () => this.unlock() };
  }

  /** Locks for reading, and unlocks at the end of the block. */
  async racquire(options?: WaitOptions): Promise<AsyncDisposable> {
    await this.rlock(options);
    return { [Symbol.asyncDispose]: () => this.runlock() };
  }

  /** Its read side as a lock, as Go's `RLocker`. */
  rlocker(): ReadLocker {
    return {
      core: new ReadLockerCore(this.core),
      lock: (options) => this.rlock(options),
      unlock: () => this.runlock(),
    };
  }
}
