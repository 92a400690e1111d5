import { markOpaque } from '../base/opaque.ts';
import { CancellationCore } from '../kernel/cancellation.ts';
import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import type { ReceiveChannel } from './channel.ts';
import { ChannelFacade } from './channel.ts';

/** Go's context: something that can be called off, and everything below it with it. */
export interface Cancellation {
  /** Closes on cancel, on the deadline, or when the parent is cancelled; nothing is ever sent on it. */
  readonly done: ReceiveChannel<never>;
  /**
   * The same as an AbortSignal, to pass to waiting operations. An abort asks for the cancellation, which is a step of its
   * own: an operation that can still go may win.
   */
  readonly signal: AbortSignal;
  /**
   * Cancels this one and all below it. Never waits; comes before each receive from `done` that sees it (rule 16). A second
   * time does nothing.
   */
  cancel(): Promise<void>;
}

/** How a cancellation comes about other than by its `cancel`. */
export interface CancellationOptions {
  /** It is cancelled when this one is. */
  readonly parent?: Cancellation | undefined;
  /** Its deadline: it cancels itself after so many milliseconds, from 0 to 2^31 − 1. */
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

markOpaque(CancellationFacade, 'Cancellation');

/**
 * Makes a cancellation, as Go's context: it is cancelled once, by `cancel`, its deadline or its parent. Waits for nothing.
 * Making one with a deadline comes before the deadline (rule 15).
 *
 * @param options its parent, and its deadline in milliseconds.
 * @throws TypeError when the parent is no cancellation.
 * @throws RangeError when `after` is out of bounds.
 * @example
 * const request = cancellation({ after: 20 })
 * const answers = chan<string>()
 * const got = await select({ answer: answers, tooLate: request.done })
 * console.log(got.case) // tooLate
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
