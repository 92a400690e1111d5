import { driver } from '../kernel/driver.ts';
import type { Driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import { WaitGroup as WaitGroupCore } from '../kernel/wait-group.ts';
import type { WaitOptions } from './channel.ts';

/**
 * Waits for a group of processes. `done` comes before the return of the wait it lets go (rule 13). An `add` from zero that
 * is not ordered with a `wait` is a race on the group.
 */
export class WaitGroup {
  readonly #core: WaitGroupCore;
  readonly #driver: Driver;

  /** @param name what reports call it. */
  constructor(name?: string) {
    this.#driver = driver();
    this.#core = this.#driver.adopt(new WaitGroupCore(name));
  }

  /**
   * Adds to the count.
   *
   * @param delta a whole number, negative too.
   * @throws MisuseError when the count would become negative. @throws RangeError when delta is no whole number.
   */
  add(delta: number): Promise<void> {
    if (!Number.isInteger(delta)) throw new RangeError(`WaitGroup.add(${String(delta)}): a whole number is needed`);
    return this.#driver.perform(new Operation('add', this.#core, delta)) as Promise<void>;
  }

  /** Counts one down. @throws MisuseError when the count would become negative. */
  done(): Promise<void> {
    return this.#driver.perform(new Operation('done', this.#core)) as Promise<void>;
  }

  /** Waits until the count is zero. @throws the signal's reason when cancelled. */
  wait(options?: WaitOptions): Promise<void> {
    return this.#driver.perform(new Operation('wait', this.#core, undefined, options?.signal)) as Promise<void>;
  }
}
