import type { CancellationCore } from '../kernel/cancellation.ts';
import { Operation } from '../kernel/operation.ts';
import type { Source } from './aborts.ts';
import { countWaits } from './aborts.ts';
import { Alarm, clock } from './clock.ts';

/** Whoever cancels when the time has come. */
interface Canceller {
  perform(operation: Operation): Promise<unknown>;
}

/**
 * When a cancellation comes of itself: at its own deadline, or with one above it. Whoever waits for it, by its channel or
 * its signal, keeps the process alive until then.
 */
class Deadline extends Alarm implements Source {
  readonly #core: CancellationCore;
  readonly #by: Canceller;
  #above: Deadline | undefined = undefined;
  #waiting = 0;

  constructor(core: CancellationCore, by: Canceller) {
    super();
    this.#core = core;
    this.#by = by;
    core.done.source = this;
    const { signal } = core.controller;
    countWaits(signal, this);
    // What has been cancelled has no deadline any more.
    signal.addEventListener('abort', () => clock.clear(this), { once: true });
  }

  isBelow(parent: CancellationCore): void {
    this.#above = parent.done.source as Deadline | undefined;
  }

  await(): void {
    if (++this.#waiting === 1) clock.keep(this, true);
    this.#above?.await();
  }

  leave(): void {
    if (--this.#waiting === 0) clock.keep(this, false);
    this.#above?.leave();
  }

  override goOff(): void {
    void this.#by.perform(new Operation('cancel', this.#core));
  }
}

function deadlineOf(core: CancellationCore, by: Canceller): Deadline {
  return (core.done.source as Deadline | undefined) ?? new Deadline(core, by);
}

/** Cancels `core` after `ms` milliseconds unless it is cancelled before. */
export function cancelAfter(core: CancellationCore, ms: number, by: Canceller): void {
  if (!core.done.closed) clock.set(deadlineOf(core, by), ms);
}

/** Makes `core` be cancelled with `parent`; at once when that has happened. A parent forgets children that are cancelled. */
export function cancelWith(core: CancellationCore, parent: CancellationCore, by: Canceller): void {
  if (parent.done.closed) {
    void by.perform(new Operation('cancel', core));
    return;
  }
  parent.children.add(core);
  core.controller.signal.addEventListener('abort', () => parent.children.delete(core), { once: true });
  if (parent.done.source !== undefined) deadlineOf(core, by).isBelow(parent);
}
