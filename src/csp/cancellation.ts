import { CancellationCore } from '../kernel/cancellation.ts';
import { driver } from '../kernel/driver.ts';
import type { Driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import { ChannelFacade } from './channel.ts';
import type { ReceiveChannel } from './channel.ts';

/** Go's context. */
export interface Cancellation {
  /** Closes on cancel, deadline, or when the parent does. */
  readonly done: ReceiveChannel<never>;
  /** The same as an AbortSignal, to pass to waiting operations. */
  readonly signal: AbortSignal;
  /** Cancels this one and all below it: comes before each receive that sees it (rule 16). A second time does nothing. */
  cancel(): Promise<void>;
}

export interface CancellationOptions {
  /** Cancelled with this one. */
  readonly parent?: Cancellation | undefined;
  /** Cancels itself after so many milliseconds, from 0 to 2^31 − 1. */
  readonly after?: number | undefined;
}

class CancellationFacade implements Cancellation {
  readonly core: CancellationCore;
  readonly done: ReceiveChannel<never>;
  readonly #driver: Driver;

  constructor(core: CancellationCore, by: Driver) {
    this.core = core;
    this.#driver = by;
    this.done = new ChannelFacade<never>(core.done, by);
  }

  get signal(): AbortSignal {
    return this.core.controller.signal;
  }

  cancel(): Promise<void> {
    return this.#driver.perform(new Operation('cancel', this.core)) as Promise<void>;
  }
}

/**
 * A new cancellation, as Go's context: it is cancelled once, by `cancel`, its deadline or its parent.
 *
 * @throws TypeError when the parent is no cancellation. @throws RangeError when `after` is out of bounds.
 * @example
 * const c = cancellation({ after: 50 })
 * await select({ done: c.done })
 */
export function cancellation(options: CancellationOptions = {}): Cancellation {
  const { parent, after } = options;
  if (parent !== undefined && !(parent instanceof CancellationFacade)) {
    throw new TypeError('cancellation: parent must be what cancellation() returned');
  }
  if (after !== undefined && !(after >= 0 && after < 2 ** 31)) {
    throw new RangeError(`cancellation: after is ${String(after)}; milliseconds from 0 to ${2 ** 31 - 1} are needed`);
  }
  const by = driver();
  const core = by.adopt(new CancellationCore(by.channel<never>(0, 'done')));
  if (parent !== undefined) by.bind(core, parent.core);
  if (after !== undefined) by.deadline(core, after);
  return new CancellationFacade(core, by);
}
