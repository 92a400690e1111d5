import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import { WaitGroup as WaitGroupCore } from '../kernel/wait-group.ts';
import type { WaitOptions } from './channel.ts';

/**
 * Waits for a group of processes. A `done` comes before the return of the wait it lets go (rule 13). An `add` from zero that
 * is not ordered with a `wait` is a race on the group.
 *
 * @example
 * const group = new WaitGroup('group')
 * const sum = atomic(0)
 * for (const part of [1, 2, 3]) {
 *   await group.add(1)
 *   go(async () => {
 *     await sum.add(part)
 *     await group.done()
 *   })
 * }
 * await group.wait()
 * console.log(await sum.load()) // 6
 */
export class WaitGroup {
  readonly #core: WaitGroupCore;
  readonly #driver: Driver;

  /** Makes one with a count of zero. @param name what reports call it. */
  constructor(name?: string) {
    this.#driver = driver();
    this.#core = this.#driver.adopt(new WaitGroupCore(name));
  }

  /**
   * Adds to the count. Never waits; less than zero is ordered as `done` is.
   *
   * @param delta a whole number, negative too.
   * @throws MisuseError when the count would become negative.
   * @throws RangeError when delta is no whole number.
   */
  add(delta: number): Promise<void> {
    if (!Number.isInteger(delta)) throw new RangeError(`WaitGroup.add(${String(delta)}): a whole number is needed`);
    return this.#driver.perform(new Operation('add', this.#core, delta)) as Promise<void>;
  }

  /**
   * Counts one down. Never waits; comes before the return of the wait it lets go (rule 13).
   *
   * @throws MisuseError when the count would become negative.
   */
  done(): Promise<void> {
    return this.#driver.perform(new Operation('done', this.#core)) as Promise<void>;
  }

  /**
   * Waits until the count is zero; the `done` that makes it so wakes it, and comes before (rule 13).
   *
   * @throws the signal's reason when cancelled.
   */
  wait(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('wait', this.#core, undefined, options?.signal)) as Promise<void>;
  }
}
