import type { ChannelCore } from './channel.ts';
import type { Effects, Operation } from './operation.ts';
import { KernelObject } from './operation.ts';
import type { Survey } from './survey.ts';

/** Go's context: cancelled once, by a call, a deadline or a parent; `done` closes then (rule 16), and the signal aborts. */
export class CancellationCore extends KernelObject {
  override readonly type = 'cancellation';
  readonly done: ChannelCore<never>;
  readonly controller: AbortController = new AbortController();
  readonly children: Set<CancellationCore> = new Set<CancellationCore>();

  constructor(done: ChannelCore<never>) {
    super(undefined);
    this.done = done;
  }

  override enabled(): boolean {
    return true;
  }

  override perform(operation: Operation, effects: Effects): void {
    this.cancel(effects);
    effects.complete(operation, undefined);
  }

  override survey(to: Survey): void {
    to.object(this.done);
  }

  /** Cancels this one, made from a parent that had been: ordered after what cancelled that. */
  cancelAfter(parent: CancellationCore, effects: Effects): void {
    this.cancel(effects);
    this.done.closedWith(parent.done);
  }

  /** Cancels this one and all below it; a second time does nothing. */
  cancel(effects: Effects): void {
    if (this.done.closed) return this.done.seeClosed(effects);
    this.done.closeWithin(effects);
    this.controller.abort();
    for (const child of this.children) child.cancel(effects);
    this.children.clear();
  }
}
