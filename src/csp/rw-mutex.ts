import { markOpaque } from '../base/opaque.ts';
import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import { ReadLocker as ReadLockerCore, RWMutex as RWMutexCore } from '../kernel/rw-mutex.ts';
import type { WaitOptions } from './channel.ts';

/** The read side of an RWMutex as a lock that a Cond can be on. */
export interface ReadLocker {
  /** Internal: what Cond waits with. */
  readonly core: ReadLockerCore;
  /** The same as `rlock` of the RWMutex. */
  lock(options?: WaitOptions): Promise<void>;
  /** The same as `runlock` of the RWMutex. */
  unlock(): Promise<void>;
}

/**
 * Many readers or one writer, as Go's (rules 7 to 10). A waiting writer holds back new readers, so a reader must not lock
 * a second time before it has unlocked.
 *
 * @example
 * const lock = new RWMutex('lock')
 * await lock.rlock()
 * console.log(await lock.tryRLock(), await lock.tryLock()) // true false
 * await lock.runlock()
 * await lock.runlock()
 */
export class RWMutex {
  /** Internal: what Cond waits with. */
  readonly core: RWMutexCore;
  readonly #driver: Driver;

  /** Makes one that nobody holds. @param name what reports call it. */
  constructor(name?: string) {
    this.#driver = driver();
    this.core = this.#driver.adopt(new RWMutexCore(name));
  }

  /**
   * Locks for writing. Waits while anybody reads or writes; the end of that wakes it, and readers who come later wait behind
   * it. Ordered after every unlock (rule 7) and runlock (rule 8) before it.
   *
   * @throws the signal's reason when cancelled; then it was not locked and holds nobody back.
   */
  lock(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('lock', this.core, undefined, options?.signal)) as Promise<void>;
  }

  /**
   * Ends writing, whoever locked. Never waits; comes before the return of every lock and rlock after it (rules 7 and 8).
   *
   * @throws MisuseError when it is not locked for writing.
   */
  unlock(): Promise<void> {
    return this.#driver.perform(new Operation('unlock', this.core)) as Promise<void>;
  }

  /** Locks for writing if that needs no waiting, and says whether it did: rules 9 and 10. */
  tryLock(): Promise<boolean> {
    return this.#driver.perform(new Operation('tryLock', this.core)) as Promise<boolean>;
  }

  /**
   * Locks for reading. Waits while a writer holds the lock or waits for it; the unlock wakes it. Ordered after the unlock
   * before it, not with other readers (rule 8).
   *
   * @throws the signal's reason when cancelled; then it was not locked.
   */
  rlock(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('rlock', this.core, undefined, options?.signal)) as Promise<void>;
  }

  /**
   * Ends one reading, whoever began it. Never waits; comes before the return of the next lock (rule 8).
   *
   * @throws MisuseError when nobody reads.
   */
  runlock(): Promise<void> {
    return this.#driver.perform(new Operation('runlock', this.core)) as Promise<void>;
  }

  /** Locks for reading if that needs no waiting, and says whether it did: as rules 9 and 10. */
  tryRLock(): Promise<boolean> {
    return this.#driver.perform(new Operation('tryRLock', this.core)) as Promise<boolean>;
  }

  /** Locks like `lock`; the result unlocks at the end of its block: `await using _ = await lock.acquire()`. */
  async acquire(options?: WaitOptions): Promise<AsyncDisposable> {
    await this.lock(options);
    return { [Symbol.asyncDispose]: () => this.unlock() };
  }

  /** Locks like `rlock`; the result unlocks at the end of its block: `await using _ = await lock.racquire()`. */
  async racquire(options?: WaitOptions): Promise<AsyncDisposable> {
    await this.rlock(options);
    return { [Symbol.asyncDispose]: () => this.runlock() };
  }

  /** Its read side as a lock that a Cond can be on, as Go's `RLocker`. Waits for nothing, orders nothing. */
  rlocker(): ReadLocker {
    return {
      core: new ReadLockerCore(this.core),
      lock: (options) => this.rlock(options),
      unlock: () => this.runlock(),
    };
  }
}

markOpaque(RWMutex, 'RWMutex');
