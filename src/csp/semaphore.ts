import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import { Semaphore as SemaphoreCore } from '../kernel/semaphore.ts';
import type { WaitOptions } from './channel.ts';

/**
 * A counted resource, first come first served. A release comes before the return of every acquire after it, as an unlock
 * comes before later locks (rule 7).
 *
 * @example
 * const connections = new Semaphore(2, 'connections')
 * {
 *   await using _ = await connections.acquire()
 *   await connections.acquire(1)
 *   console.log('both in use') // both in use
 * }
 * await connections.release()
 * const error = await connections.release().catch((error: unknown) => error)
 * console.log(error instanceof MisuseError) // true
 */
export class Semaphore {
  readonly #core: SemaphoreCore;
  readonly #driver: Driver;

  /**
   * Makes one of which everything is free. Waits for nothing, orders nothing.
   *
   * @param size how many units there are, a whole number from 1.
   * @param name what reports call it.
   * @throws RangeError when the size is anything else.
   */
  constructor(size: number, name?: string) {
    if (!(Number.isInteger(size) && size >= 1)) {
      throw new RangeError(`new Semaphore(${String(size)}): a size is a whole number from 1`);
    }
    this.#driver = driver();
    this.#core = this.#driver.adopt(new SemaphoreCore(size, name));
  }

  /**
   * Takes units, waiting until they are free and everybody who came before is served; a release wakes it. Ordered after every
   * release before it. The result gives the units back at the end of its block: `await using _ = await s.acquire()`.
   *
   * @param units a whole number from 1 to the size; 1 by default.
   * @throws RangeError when there can never be so many.
   * @throws the signal's reason when cancelled; then nothing was taken.
   */
  async acquire(units = 1, options?: WaitOptions): Promise<AsyncDisposable> {
    this.#check('acquire', units);
    await this.#driver.perform(new Operation('acquire', this.#core, units, options?.signal));
    return { [Symbol.asyncDispose]: () => this.release(units) };
  }

  /**
   * Gives units back, whoever took them. Never waits; comes before the return of every acquire after it.
   *
   * @param units a whole number from 1 to the size; 1 by default.
   * @throws MisuseError when so many are not held.
   * @throws RangeError when there can never be so many.
   */
  release(units = 1): Promise<void> {
    this.#check('release', units);
    return this.#driver.perform(new Operation('release', this.#core, units)) as Promise<void>;
  }

  #check(call: string, units: number): void {
    if (Number.isInteger(units) && units >= 1 && units <= this.#core.size) return;
    throw new RangeError(`Semaphore.${call}(${String(units)}): a whole number from 1 to ${this.#core.size} is needed`);
  }
}
