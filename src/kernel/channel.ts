/**
 * Channels: what a send, a receive, a close and a select do (rules 3 to 6).
 *
 * Invariant of a driver that lets the first go that can: never is a sender queued while a receiver is, nor a receiver while
 * the buffer holds a value, nor a sender while it has room. A driver that explores queues everything that was called and
 * decides later, so none of these hold there, and it asks `ready` instead.
 */

import type { Linked } from '../base/linked-list.ts';
import { LinkedList } from '../base/linked-list.ts';
import { Queue } from '../base/queue.ts';
import { ChannelClosedError, describe } from './errors.ts';
import type { Effects, Operation } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

/** One case of a channel operation: a plain send or receive has one, a select any number. */
export class Case<T = unknown> implements Linked<Case<T>> {
  readonly channel: ChannelCore<T>;
  readonly sends: boolean;
  readonly value: T | undefined;
  /** What a select calls it. */
  readonly label: string;
  /** The operation it is a case of. */
  operation: Operation | undefined = undefined;
  previous: Case<T> | undefined = undefined;
  next: Case<T> | undefined = undefined;
  list: LinkedList<Case<T>> | undefined = undefined;

  constructor(channel: ChannelCore<T>, sends: boolean, value: T | undefined, label: string) {
    this.channel = channel;
    this.sends = sends;
    this.value = value;
    this.label = label;
  }
}

/** Places of a channel that events use; values of its buffer are places from `firstItem` on. */
export const channelPlace = { tail: 0, head: 1, closed: 2, ended: 3, firstItem: 4 } as const;

/** How the result of a channel operation is handed to the program. */
export type ResultShape = 'value' | 'result' | 'maybe' | 'nothing' | 'sent' | 'selected';

/** What a channel operation is made of: its `Operation.argument`. */
export interface ChannelRequest {
  readonly cases: readonly Case[];
  /** Goes at once or not at all: trySend, tryReceive, select with `otherwise`. */
  readonly otherwise: boolean;
  readonly shape: ResultShape;
}

/** The state of a channel. */
export class ChannelCore<T = unknown> extends KernelObject {
  override readonly type = 'channel';
  readonly capacity: number;
  readonly buffer: Queue<T> = new Queue<T>();
  closed = false;
  readonly senders: LinkedList<Case<T>> = new LinkedList<Case<T>>();
  readonly receivers: LinkedList<Case<T>> = new LinkedList<Case<T>>();
  /** The live driver's: a waiter that is free to be used again. */
  spare: unknown = undefined;
  /** The timer that fills this channel, if one does. */
  source: unknown = undefined;
  /** Whether it is the channel on which nothing ever happens. */
  isNever = false;

  /** How many values were ever stored and taken: they number the values of the buffer. */
  #stored = 0;
  #taken = 0;
  /** Causality of buffered values and of freed room, by number; only a tracking driver fills it. */
  readonly #slots = new Map<number, Slot>();
  readonly #closing = new Slot();

  constructor(capacity: number, name: string | undefined) {
    super(name);
    this.capacity = capacity;
  }

  get hasRoom(): boolean {
    return this.buffer.length < this.capacity;
  }

  override enabled(): boolean {
    return true;
  }

  /** `close` and `length`; sends and receives are performed case by case. */
  override perform(operation: Operation, effects: Effects): void {
    if (operation.kind === 'length') {
      effects.touch(this, channelPlace.head, 'read');
      effects.touch(this, channelPlace.tail, 'read');
      return effects.complete(operation, this.buffer.length);
    }
    effects.access(this, true, false);
    if (this.closed) {
      this.seeClosed(effects);
      return effects.fail(
        operation,
        new ChannelClosedError(`close of ${describe('channel', this.name)}, which is closed`),
      );
    }
    this.closeWithin(effects);
    effects.complete(operation, undefined);
  }

  override survey(to: Survey): void {
    to.number(this.closed ? 1 : 0);
    to.number(this.buffer.length);
    for (let at = 0; at < this.buffer.length; at++) to.value(this.buffer.at(at));
    to.slot(this.#closing, 0);
    for (const [key, slot] of this.#slots) {
      // Freed room counts by the send that will use it, a value by the receive that will take it.
      const index = key >= 0 ? 1 + key - this.#taken : -1 - (-1 - key + this.capacity - this.#stored);
      to.slot(slot, index);
    }
  }

  /** Closes as part of another event (a cancellation), which is no close a program could race with. */
  closeWithin(effects: Effects): void {
    if (this.closed) return;
    effects.touch(this, channelPlace.tail, 'write');
    effects.touch(this, channelPlace.closed, 'write');
    effects.touch(this, channelPlace.ended, 'write', true);
    this.closed = true;
    effects.release(this.#closing);
  }

  /** It was closed by what closed `other`. */
  closedWith(other: ChannelCore): void {
    this.#closing.clock = other.#closing.clock;
  }

  /** The error of a send that finds the channel closed. */
  closedError(): ChannelClosedError {
    return new ChannelClosedError(`send on ${describe('channel', this.name)}, which is closed`);
  }

  /** Stores a value for `sender`; there is room. */
  store(value: T, effects: Effects): void {
    const number = this.#stored++;
    effects.touch(this, channelPlace.tail, 'write');
    this.#touchItem(number, effects);
    if (number >= this.capacity) {
      this.#touchItem(number - this.capacity, effects);
      // Rule 6: the k-th receive comes before the completion of the (k+C)-th send.
      effects.acquire(this.#slot(-1 - (number - this.capacity)));
      this.#slots.delete(-1 - (number - this.capacity));
    }
    effects.release(this.#slot(number));
    this.buffer.push(value);
  }

  /** A firing that finds no room, and would have had a receive come before. */
  drop(effects: Effects): void {
    effects.touch(this, channelPlace.head, 'read');
  }

  /** Takes the oldest value; there is one. */
  take(effects: Effects): T {
    const number = this.#taken++;
    effects.touch(this, channelPlace.head, 'write');
    this.#touchItem(number, effects);
    effects.acquire(this.#slot(number));
    this.#slots.delete(number);
    if (this.capacity !== Infinity) effects.release(this.#slot(-1 - number));
    return this.buffer.shift();
  }

  /** A receive that finds the channel closed and empty (rule 4). */
  end(effects: Effects): void {
    effects.touch(this, channelPlace.ended, 'read');
    effects.touch(this, channelPlace.head, 'read');
    effects.acquire(this.#closing);
  }

  /** A send that finds the channel closed: ordered after the close. */
  refuse(effects: Effects): void {
    // Without a buffer it could only have waited before the close.
    effects.touch(this, this.capacity > 0 ? channelPlace.closed : channelPlace.ended, 'read');
    // A receive before it may have let it go before the close.
    if (this.capacity > 0 && this.capacity !== Infinity) effects.touch(this, channelPlace.head, 'read');
    effects.acquire(this.#closing);
  }

  /** A close that finds it closed already. */
  seeClosed(effects: Effects): void {
    effects.touch(this, channelPlace.closed, 'read');
  }

  /** A look that found nothing to do: it must be told apart from every send, receive and close. */
  look(effects: Effects): void {
    effects.touch(this, channelPlace.head, 'read');
    effects.touch(this, channelPlace.tail, 'read');
    effects.touch(this, channelPlace.closed, 'read');
  }

  /** A hand-over without a buffer (rules 3 and 5): the two sides meet in one event, so there is nothing to hand causality to. */
  meet(effects: Effects): void {
    effects.touch(this, channelPlace.closed, 'read');
  }

  #touchItem(number: number, effects: Effects): void {
    // A receive cannot go before the send it takes from, but it can before a firing: the timer then fires for it.
    effects.touch(this, channelPlace.firstItem + number, 'write', this.source === undefined);
  }

  #slot(number: number): Slot {
    let slot = this.#slots.get(number);
    if (slot === undefined) {
      slot = new Slot();
      this.#slots.set(number, slot);
    }
    return slot;
  }
}

/** The result a program sees, from a value received or sent, in the shape its call asked for. */
export function shapeResult(
  request: ChannelRequest,
  chosen: Case | undefined,
  value: unknown,
  ended: boolean,
): unknown {
  switch (request.shape) {
    case 'value':
      return value;
    case 'result':
      return ended ? { done: true, value: undefined } : { done: false, value };
    case 'maybe':
      if (chosen === undefined) return undefined;
      return ended ? { done: true, value: undefined } : { done: false, value };
    case 'nothing':
      return undefined;
    case 'sent':
      return chosen !== undefined;
    case 'selected':
      if (chosen === undefined) return { case: undefined };
      return chosen.sends ? { case: chosen.label } : { case: chosen.label, value };
  }
}
