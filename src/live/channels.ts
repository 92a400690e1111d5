/**
 * What sends, receives and selects do when run for real.
 *
 * They decide what the kernel decides, and order the same: a value goes from the sender that came first to the receiver that
 * came first, directly when one of them waits and through the buffer otherwise; a sender that waits moves up into the room a
 * receive makes, before anybody else can. What the kernel says to causality and to the search is left out, because nobody
 * asks here. Between two calls it always holds that no receiver waits while there is a value or a sender to receive from, and
 * no sender while there is room or a receiver, but for the two sides of one select: so whoever comes need only look at
 * whether he can go, and never has to wake a third.
 */
import type { Case, ChannelCore } from '../kernel/channel.ts';
import { refusal } from './aborts.ts';
import { draw } from './draw.ts';
import { observed } from './observer.ts';
import { turn } from './turn.ts';
import type { Waiter } from './waiters.ts';
import { Selection, waiterOf } from './waiters.ts';

/** Everybody in the queues of a channel was put there by this driver. */
function firstReceiver<T>(channel: ChannelCore<T>): Waiter<T> | undefined {
  return channel.receivers.head as Waiter<T> | undefined;
}

function firstSender<T>(channel: ChannelCore<T>): Waiter<T> | undefined {
  return channel.senders.head as Waiter<T> | undefined;
}

/** Hands `value` over, or stores it, if that needs no waiting. The channel is open. */
function put<T>(channel: ChannelCore<T>, value: T): boolean {
  const receiver = firstReceiver(channel);
  if (receiver !== undefined) {
    receiver.deliver(value);
    return true;
  }
  if (channel.buffer.length >= channel.capacity) return false;
  channel.buffer.push(value);
  return true;
}

/** A firing of a timer: handed over, stored, or dropped when the last one has not been taken. */
export function offer<T>(channel: ChannelCore<T>, value: T): void {
  if (!channel.closed) put(channel, value);
}

function holdsValue<T>(channel: ChannelCore<T>): boolean {
  return channel.buffer.length > 0 || channel.senders.head !== undefined;
}

/** Takes the oldest value; there is one. */
function take<T>(channel: ChannelCore<T>): T {
  const sender = firstSender(channel);
  if (sender === undefined) return channel.buffer.shift();
  let value = sender.value as T;
  if (channel.buffer.length > 0) {
    const oldest = channel.buffer.shift();
    channel.buffer.push(value);
    value = oldest;
  }
  sender.accept();
  return value;
}

export function send<T>(channel: ChannelCore<T>, value: T, signal: AbortSignal | undefined): Promise<void> {
  if (signal !== undefined) {
    const refused = refusal(signal);
    if (refused !== undefined) return Promise.reject(refused.reason);
  }
  if (channel.closed) return Promise.reject(channel.closedError());
  if (put(channel, value)) return turn.done();
  return waiterOf(channel, true, value, false).wait(signal) as Promise<void>;
}

export function receive<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (signal !== undefined) {
    const refused = refusal(signal);
    if (refused !== undefined) return Promise.reject(refused.reason);
  }
  if (holdsValue(channel)) return turn.value(take(channel));
  if (channel.closed) return turn.done();
  return waiterOf(channel, false, undefined, false).wait(signal) as Promise<T | undefined>;
}

export function next<T>(
  channel: ChannelCore<T>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<T, undefined>> {
  if (signal !== undefined) {
    const refused = refusal(signal);
    if (refused !== undefined) return Promise.reject(refused.reason);
  }
  if (holdsValue(channel)) return turn.value({ done: false, value: take(channel) });
  if (channel.closed) return turn.value({ done: true, value: undefined });
  return waiterOf(channel, false, undefined, true).wait(signal) as Promise<IteratorResult<T, undefined>>;
}

export function trySend<T>(channel: ChannelCore<T>, value: T): Promise<boolean> {
  if (channel.closed) return Promise.reject(channel.closedError());
  return turn.value(put(channel, value));
}

export function tryReceive<T>(channel: ChannelCore<T>): Promise<IteratorResult<T, undefined> | undefined> {
  if (holdsValue(channel)) return turn.value({ done: false, value: take(channel) });
  return channel.closed ? turn.value({ done: true, value: undefined }) : turn.done();
}

export function canGo(channel: ChannelCore, sends: boolean): boolean {
  if (sends) return channel.receivers.head !== undefined || channel.hasRoom || channel.closed;
  return channel.senders.head !== undefined || channel.buffer.length > 0 || channel.closed;
}

/** Performs a case that can go. */
export function go(channel: ChannelCore, sends: boolean, value: unknown, label: string): Promise<unknown> {
  if (!sends) return turn.value({ case: label, value: holdsValue(channel) ? take(channel) : undefined });
  if (channel.closed) return Promise.reject(channel.closedError());
  put(channel, value);
  return turn.value({ case: label });
}

/** Does one of the cases that can go, each with the same chance, or waits for the first that can. */
export function select(cases: readonly Case[], otherwise: boolean, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal !== undefined) {
    const refused = refusal(signal);
    if (refused !== undefined) return Promise.reject(refused.reason);
  }
  const able = cases.filter(({ channel, sends }) => canGo(channel, sends));
  const chosen = able[draw(able.length)];
  if (chosen !== undefined) return go(chosen.channel, chosen.sends, chosen.value, chosen.label);
  return otherwise ? turn.value({ case: undefined }) : new Selection(cases).wait(signal);
}

/** A message goes on its way: nobody waits until it is received but who says `as` what, and then it counts as his wait. */
export function deliver<T>(channel: ChannelCore<T>, value: T, as: string | undefined): Promise<unknown> {
  if (put(channel, value)) return turn.done();
  const waiter = waiterOf(channel, true, value, false);
  const receipt = waiter.stay();
  if (as !== undefined) observed.by?.waits(waiter, () => as, {});
  return receipt;
}

/** After a close: everybody who waits learns of it, receivers first, in the order they came. */
export function wakeAll(channel: ChannelCore<unknown>): void {
  for (let receiver = firstReceiver(channel); receiver !== undefined; receiver = firstReceiver(channel)) receiver.end();
  for (let sender = firstSender(channel); sender !== undefined; sender = firstSender(channel)) sender.refuse();
}
