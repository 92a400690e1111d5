import { markOpaque } from '../base/opaque.ts';
import type { ChannelCore } from '../kernel/channel.ts';
import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';

/** What every waiting operation takes: a signal whose abort asks for its cancellation. */
export interface WaitOptions {
  /** Its abort is a request: the operation is cancelled in a step of its own, unless it goes first. */
  readonly signal?: AbortSignal | undefined;
}

/** The end of a channel that values go into. */
export interface SendChannel<in T> {
  /** How many values it can store; 0 is a rendezvous, `Infinity` never makes a sender wait. */
  readonly capacity: number;
  /**
   * Hands `value` over: resolves when it is taken (capacity 0) or stored. Waits while nobody receives or there is no room;
   * a receive, or a close, wakes it. Comes before the matching receive (rule 3); on capacity 0 after it (rule 5), else the
   * (k+C)-th send after the k-th receive (rule 6).
   *
   * @throws ChannelClosedError when the channel is closed, also by a close that comes while it waits.
   * @throws the signal's reason when cancelled; then nothing was sent.
   * @example
   * const jobs = chan<string>()
   * const { signal } = cancellation({ after: 10 })
   * const error = await jobs.send('first', { signal }).catch((error: unknown) => error)
   * console.log(error === signal.reason) // true
   */
  send(value: T, options?: WaitOptions): Promise<void>;
  /**
   * Sends if that needs no waiting, and says whether it did. Success orders what `send` orders, failure nothing.
   *
   * @throws ChannelClosedError when the channel is closed.
   */
  trySend(value: T): Promise<boolean>;
  /**
   * Says that nothing more will be sent: values stored are still received, then the end. Never waits, wakes everybody
   * waiting, and comes before each receive that sees it (rule 4).
   *
   * @throws ChannelClosedError when it is closed already.
   * @example
   * const jobs = chan<string>()
   * await jobs.close()
   * const error = await jobs.close().catch((error: unknown) => error)
   * console.log(error instanceof ChannelClosedError) // true
   */
  close(): Promise<void>;
}

/** The end of a channel that values come out of. */
export interface ReceiveChannel<out T> extends AsyncIterable<T, undefined> {
  /** How many values it can store. */
  readonly capacity: number;
  /**
   * Takes the oldest value; `undefined` once the channel is closed and empty. Waits while there is none; a send or a close
   * wakes it. Ordered after the matching send (rule 3), or the close it sees (rule 4).
   *
   * @throws the signal's reason when cancelled; then nothing was taken.
   */
  receive(options?: WaitOptions): Promise<T | undefined>;
  /** Like `receive` in all, but tells a sent `undefined` from the end. A `for await` over the channel calls it. */
  next(options?: WaitOptions): Promise<IteratorResult<T, undefined>>;
  /** Takes a value if that needs no waiting; `undefined` if it would. Success orders what `receive` orders, failure nothing. */
  tryReceive(): Promise<IteratorResult<T, undefined> | undefined>;
  /** Resolves to how many values are stored now. Never waits, orders nothing. */
  length(): Promise<number>;
}

/** A channel as Go has it: first in, first out. */
export interface Channel<in out T> extends SendChannel<T>, ReceiveChannel<T> {}

/** The channel behind both ends. Internal: users see the interfaces. */
export class ChannelFacade<T> implements Channel<T> {
  readonly core: ChannelCore<T>;
  readonly driver: Driver;

  constructor(core: ChannelCore<T>, by: Driver) {
    this.core = core;
    this.driver = by;
  }

  get capacity(): number {
    return this.core.capacity;
  }

  send(value: T, options?: WaitOptions): Promise<void> {
    return this.driver.send(this.core, value, options?.signal);
  }

  trySend(value: T): Promise<boolean> {
    return this.driver.trySend(this.core, value);
  }

  close(): Promise<void> {
    return this.driver.perform(new Operation('close', this.core)) as Promise<void>;
  }

  receive(options?: WaitOptions): Promise<T | undefined> {
    return this.driver.receive(this.core, options?.signal);
  }

  next(options?: WaitOptions): Promise<IteratorResult<T, undefined>> {
    return this.driver.next(this.core, options?.signal);
  }

  tryReceive(): Promise<IteratorResult<T, undefined> | undefined> {
    return this.driver.tryReceive(this.core);
  }

  length(): Promise<number> {
    return this.driver.perform(new Operation('length', this.core)) as Promise<number>;
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return { next: () => this.driver.next(this.core, undefined) };
  }
}

markOpaque(ChannelFacade, 'Channel');

/**
 * A new channel. Waits for nothing, orders nothing.
 *
 * @param capacity how many values it stores: a whole number from 0 (a rendezvous, the default), or `Infinity`.
 * @param name what reports call it.
 * @throws RangeError when the capacity is anything else.
 * @example
 * const jobs = chan<string>(1, 'jobs')
 * await jobs.send('sweep')
 * console.log(await jobs.receive()) // sweep
 */
export function chan<T>(capacity = 0, name?: string): Channel<T> {
  if (capacity !== Infinity && !(Number.isInteger(capacity) && capacity >= 0)) {
    throw new RangeError(`chan(${String(capacity)}): a capacity is a whole number from 0, or Infinity`);
  }
  const by = driver();
  return new ChannelFacade<T>(by.channel<T>(capacity, name), by);
}
