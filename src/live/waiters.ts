/**
 * Sends, receives and selects that wait, as nodes of the queues of their channels.
 *
 * Whoever completes one has found it first in its queue, so first come is first served. To be completed is to leave every
 * queue and to resolve the program's own promise: one hand-over, one microtask.
 */
import { Case } from '../kernel/channel.ts';
import type { ChannelCore } from '../kernel/channel.ts';
import { cancelOnAbort } from './aborts.ts';
import type { AbortEntry, Cancellable, Source } from './aborts.ts';
import { observed } from './observer.ts';
import type { Settlers } from './observer.ts';

/** A case in a queue of its channel. What is completed is told only after it has left every queue. */
export abstract class Waiter<T = unknown> extends Case<T> {
  /** Its receive gets `value`. */
  abstract deliver(value: T): void;
  /** Its receive finds the channel closed and empty. */
  abstract end(): void;
  /** Its send has been taken. */
  abstract accept(): void;
  /** Its send finds the channel closed. */
  abstract refuse(): void;
}

/** A channel that a timer fills keeps the process alive for those that wait to receive from it. */
function enqueue<T>(waiter: Waiter<T>): void {
  const { channel } = waiter;
  if (waiter.sends) return channel.senders.push(waiter);
  channel.receivers.push(waiter);
  if (channel.source !== undefined) (channel.source as Source).await();
}

function dequeue<T>(waiter: Waiter<T>): void {
  const { channel } = waiter;
  if (waiter.sends) return channel.senders.remove(waiter);
  channel.receivers.remove(waiter);
  if (channel.source !== undefined) (channel.source as Source).leave();
}

/** A plain send or receive. */
export class Single<T> extends Waiter<T> implements Settlers, Cancellable {
  /** Whether the program wants an IteratorResult. */
  readonly asResult: boolean;
  resolve!: (value: unknown) => void;
  reject!: (error: unknown) => void;
  entry: AbortEntry | undefined = undefined;

  constructor(channel: ChannelCore<T>, sends: boolean, value: T | undefined, asResult: boolean) {
    super(channel, sends, value, '');
    this.asResult = asResult;
  }

  /** Begins to wait. */
  wait(signal: AbortSignal | undefined): Promise<unknown> {
    const promise = new Promise<unknown>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    enqueue(this);
    if (signal !== undefined) this.entry = cancelOnAbort(signal, this);
    if (observed.by !== undefined) observed.by.waits(this, () => waitingOn(this));
    return promise;
  }

  override deliver(value: T): void {
    this.#leave();
    this.resolve(this.asResult ? { done: false, value } : value);
  }

  override end(): void {
    this.#leave();
    this.resolve(this.asResult ? { done: true, value: undefined } : undefined);
  }

  override accept(): void {
    this.#leave();
    this.resolve(undefined);
  }

  override refuse(): void {
    this.cancel(this.channel.closedError());
  }

  cancel(reason: unknown): void {
    this.#leave();
    this.reject(reason);
  }

  #leave(): void {
    dequeue(this);
    if (this.entry !== undefined) this.entry.leave();
  }
}

/** A select, in the queues of all its cases at once. */
export class Selection implements Settlers, Cancellable {
  readonly #cases: readonly Alternative[];
  resolve!: (value: unknown) => void;
  reject!: (error: unknown) => void;
  #entry: AbortEntry | undefined = undefined;

  constructor(cases: readonly Case[]) {
    this.#cases = cases.map((one) => new Alternative(this, one));
  }

  /** Begins to wait. */
  wait(signal: AbortSignal | undefined): Promise<unknown> {
    const promise = new Promise<unknown>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    for (const alternative of this.#cases) enqueue(alternative);
    if (signal !== undefined) this.#entry = cancelOnAbort(signal, this);
    if (observed.by !== undefined) observed.by.waits(this, () => 'select');
    return promise;
  }

  /** It has its result: the losers leave their queues, each in constant time. */
  complete(result: unknown): void {
    this.#leave();
    this.resolve(result);
  }

  cancel(reason: unknown): void {
    this.#leave();
    this.reject(reason);
  }

  #leave(): void {
    for (const alternative of this.#cases) dequeue(alternative);
    if (this.#entry !== undefined) this.#entry.leave();
  }
}

/** One case of a select. */
class Alternative extends Waiter {
  readonly #selection: Selection;

  constructor(selection: Selection, { channel, sends, value, label }: Case) {
    super(channel, sends, value, label);
    this.#selection = selection;
  }

  override deliver(value: unknown): void {
    this.#selection.complete({ case: this.label, value });
  }

  override end(): void {
    this.#selection.complete({ case: this.label, value: undefined });
  }

  override accept(): void {
    this.#selection.complete({ case: this.label });
  }

  override refuse(): void {
    this.#selection.cancel(this.channel.closedError());
  }
}

function waitingOn<T>({ sends, channel }: Waiter<T>): string {
  return `${sends ? 'send' : 'receive'} ${channel.name ?? channel.type}`;
}
