/**
 * Sends, receives and selects that wait, as nodes of the queues of their channels.
 *
 * Whoever completes one has found it first in its queue, so first come is first served. To be completed is to leave every
 * queue and to resolve the program's own promise: one hand-over, one microtask.
 */
import type { LinkedList } from '../base/linked-list.ts';
import type { Case, ChannelCore } from '../kernel/channel.ts';
import type { Operation } from '../kernel/operation.ts';
import type { AbortEntry, Cancellable, Source } from './aborts.ts';
import { cancelOnAbort } from './aborts.ts';
import type { Settlers } from './observer.ts';
import { observed } from './observer.ts';

/**
 * A send or receive in the queue of its channel, on its own or as a case of a select. It has the shape of a `Case` without
 * extending it, and there is one class for all, because these are made for every operation that waits: a derived class takes
 * three times as long to make, and a second kind of node makes every queue slower.
 */
export class Waiter<T = unknown> implements Settlers, Cancellable {
  readonly channel: ChannelCore<T>;
  sends: boolean;
  value: T | undefined;
  readonly label: string;
  /** The select it is a case of. */
  readonly selection: Selection | undefined;
  /** Whether the program wants an IteratorResult; only of a receive on its own. */
  asResult: boolean;
  previous: Case<T> | undefined = undefined;
  next: Case<T> | undefined = undefined;
  list: LinkedList<Case<T>> | undefined = undefined;
  resolve: (value: unknown) => void = unset;
  reject: (error: unknown) => void = unset;
  entry: AbortEntry | undefined = undefined;

  constructor(
    channel: ChannelCore<T>,
    sends: boolean,
    value: T | undefined,
    label: string,
    selection: Selection | undefined,
    asResult: boolean,
  ) {
    this.channel = channel;
    this.sends = sends;
    this.value = value;
    this.label = label;
    this.selection = selection;
    this.asResult = asResult;
  }

  get operation(): Operation | undefined {
    return undefined;
  }

  /** Begins to wait on its own. */
  wait(signal: AbortSignal | undefined): Promise<unknown> {
    const promise = this.stay();
    if (signal !== undefined) this.entry = cancelOnAbort(signal, this);
    if (observed.by !== undefined) observed.by.waits(this, () => waitingOn(this), { cases: [this] });
    return promise;
  }

  /** Takes its place in the queue, for nobody in particular. */
  stay(): Promise<unknown> {
    const promise = new Promise<unknown>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.enqueue();
    return promise;
  }

  /** Its receive gets `value`. */
  deliver(value: T): void {
    if (this.selection !== undefined) return this.selection.complete({ case: this.label, value });
    this.complete(this.asResult ? { done: false, value } : value);
  }

  /** Its receive finds the channel closed and empty. */
  end(): void {
    if (this.selection !== undefined) return this.selection.complete({ case: this.label, value: undefined });
    this.complete(this.asResult ? { done: true, value: undefined } : undefined);
  }

  /** Its send has been taken. */
  accept(): void {
    if (this.selection !== undefined) return this.selection.complete({ case: this.label });
    this.complete(undefined);
  }

  /** Its send finds the channel closed. */
  refuse(): void {
    const error = this.channel.closedError();
    if (this.selection !== undefined) return this.selection.cancel(error);
    this.cancel(error);
  }

  cancel(reason: unknown): void {
    this.leave();
    this.reject(reason);
  }

  /** A channel that a timer fills keeps the process alive for those that wait to receive from it. */
  enqueue(): void {
    const { channel } = this;
    if (this.sends) return channel.senders.push(this);
    channel.receivers.push(this);
    if (channel.source !== undefined) (channel.source as Source).await();
  }

  dequeue(): void {
    const { channel } = this;
    if (this.sends) return channel.senders.remove(this);
    channel.receivers.remove(this);
    if (channel.source !== undefined) (channel.source as Source).leave();
  }

  complete(result: unknown): void {
    const { resolve } = this;
    this.leave();
    this.spare();
    resolve(result);
  }

  leave(): void {
    this.dequeue();
    if (this.entry !== undefined) this.entry.leave();
  }

  /** Nobody knows it any more, so the next to wait on the channel can have it: a busy channel then makes no garbage of these. */
  spare(): void {
    if (observed.by !== undefined || this.entry !== undefined) return;
    this.value = undefined;
    this.resolve = unset;
    this.reject = unset;
    this.channel.spare = this;
  }
}

/** A send or receive on its own that begins to wait. */
export function waiterOf<T>(
  channel: ChannelCore<T>,
  sends: boolean,
  value: T | undefined,
  asResult: boolean,
): Waiter<T> {
  const spare = channel.spare as Waiter<T> | undefined;
  if (spare === undefined) return new Waiter(channel, sends, value, '', undefined, asResult);
  channel.spare = undefined;
  spare.sends = sends;
  spare.value = value;
  spare.asResult = asResult;
  return spare;
}

/** A select, in the queues of all its cases at once. */
export class Selection implements Settlers, Cancellable {
  readonly #waiters: readonly Waiter[];
  resolve: (value: unknown) => void = unset;
  reject: (error: unknown) => void = unset;
  entry: AbortEntry | undefined = undefined;

  constructor(cases: readonly Case[]) {
    this.#waiters = cases.map(
      ({ channel, sends, value, label }) => new Waiter(channel, sends, value, label, this, false),
    );
  }

  /** Begins to wait. */
  wait(signal: AbortSignal | undefined): Promise<unknown> {
    const promise = new Promise<unknown>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    for (const waiter of this.#waiters) waiter.enqueue();
    if (signal !== undefined) this.entry = cancelOnAbort(signal, this);
    if (observed.by !== undefined) observed.by.waits(this, () => 'select', { cases: this.#waiters });
    return promise;
  }

  complete(result: unknown): void {
    this.leave();
    this.resolve(result);
  }

  cancel(reason: unknown): void {
    this.leave();
    this.reject(reason);
  }

  /** The losers leave their queues with the winner, each in constant time. */
  leave(): void {
    for (const waiter of this.#waiters) waiter.dequeue();
    if (this.entry !== undefined) this.entry.leave();
  }
}

function waitingOn<T>({ sends, channel }: Waiter<T>): string {
  return `${sends ? 'send' : 'receive'} ${channel.name ?? channel.type}`;
}

/** In place of the functions a promise gives when it is made. */
function unset(): void {}
