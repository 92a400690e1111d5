import type { Point } from '../../causality/event-order.ts';
import type { ChannelRequest } from '../../kernel/channel.ts';
import type { Letter } from '../../kernel/node.ts';
import type { Operation } from '../../kernel/operation.ts';
import { channelRequestOf } from '../../kernel/request.ts';
import type { AbortEntry, Cancellable } from '../aborts.ts';
import type { Settlers } from '../observer.ts';

/** Whoever cancels calls. */
export interface Canceller {
  cancel(call: Call, reason: unknown): void;
}

/** An operation that the program has called: who, where, and after what. */
export class Call implements Settlers, Cancellable {
  readonly operation: Operation;
  /** The number of the process. */
  readonly process: number;
  readonly site: string | undefined;
  /** What it is ordered after before it takes place. */
  past: Point;
  /** Whether it has taken place. */
  over = false;
  entry: AbortEntry | undefined = undefined;
  /** The message that it sends, or that is on its way, or that it has received. */
  letter: Letter | undefined = undefined;
  readonly promise: Promise<unknown>;
  resolve!: (value: unknown) => void;
  reject!: (error: unknown) => void;
  readonly #by: Canceller;

  constructor(operation: Operation, process: number, site: string | undefined, past: Point, by: Canceller) {
    this.operation = operation;
    this.process = process;
    this.site = site;
    this.past = past;
    this.#by = by;
    this.promise = new Promise<unknown>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** What it asks of channels, if it is an operation on some. */
  get request(): ChannelRequest | undefined {
    return channelRequestOf(this.operation);
  }

  cancel(reason: unknown): void {
    this.#by.cancel(this, reason);
  }
}
