import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Once as OnceCore } from '../kernel/once.ts';
import { Operation } from '../kernel/operation.ts';
import type { WaitOptions } from './channel.ts';

/**
 * Does something once, whoever comes first; the one call comes before the return of every `do` (rule 11).
 *
 * @example
 * const once = new Once()
 * await once.do(() => console.log('connecting')) // connecting
 * await once.do(() => {
 *   throw new Error('never called')
 * })
 */
export class Once {
  readonly #core: OnceCore;
  readonly #driver: Driver;

  /** Makes one that has done nothing yet. @param name what reports call it. */
  constructor(name?: string) {
    this.#driver = driver();
    this.#core = this.#driver.adopt(new OnceCore(name));
  }

  /**
   * Calls `body` if no `do` did before; otherwise waits until that call has ended, which wakes it. A body that throws counts
   * as done, and its error goes to the one caller that ran it, as in Go. Ordered after the end of the call (rule 11).
   *
   * @param body what to do; a `do` on the same Once inside it waits for ever.
   * @throws what `body` throws, in the call that runs it; the signal's reason when cancelled while waiting.
   */
  async do(body: () => void | PromiseLike<void>, options?: WaitOptions): Promise<void> {
    const first = await this.#driver.perform(new Operation('once', this.#core, undefined, options?.signal));
    if (first !== true) return;
    try {
      await body();
    } finally {
      await this.#driver.perform(new Operation('finish', this.#core));
    }
  }
}
