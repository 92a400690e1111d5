/**
 * Inboxes: channels without bound that one process alone receives from.
 *
 * What matters of such a channel is the order in which values are taken, not the one in which they came. So its sends
 * commute, and a receive is named by the send it takes from: any that no other waiting one comes before. (Receive
 * alternatives; TraceForge and others name receives in the same way.) There is always an order of the sends in which the
 * queue gives just that, `inQueueOrder`, as long as there is one inbox: with two of them each could ask for what the other
 * rules out. A channel at which anything else looks is no inbox but a queue.
 */
import type { VectorTime } from '../causality/vector-time.ts';
import type { ChannelCore } from '../kernel/channel.ts';
import { channelPlace } from '../kernel/channel.ts';
import type { Effects } from '../kernel/operation.ts';
import { Slot } from '../kernel/operation.ts';
import { operationPlace } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import type { Step } from './step.ts';
import type { Pending, TransitionName } from './transition.ts';
import { nameOf } from './transition.ts';

/** A value that was sent and not taken. */
export interface Message {
  readonly sender: Pending;
  readonly value: unknown;
  readonly slot: Slot;
}

const nothing: readonly Message[] = [];

export class Inboxes {
  /** Channels without bound, by identity, at which others look than one process that receives. */
  crowded: Set<number> | undefined = undefined;
  readonly #inboxes: ReadonlySet<number>;
  #waiting: Map<ChannelCore, Message[]> | undefined = undefined;
  #receivers: Map<ChannelCore, ProcessRun> | undefined = undefined;

  constructor(inboxes: ReadonlySet<number>) {
    this.#inboxes = inboxes;
  }

  has(channel: ChannelCore): boolean {
    return this.#inboxes.size > 0 && this.#inboxes.has(channel.id);
  }

  isEmpty(channel: ChannelCore): boolean {
    return (this.#waiting?.get(channel) ?? nothing).length === 0;
  }

  /** `process` calls an operation that sends, or receives, and nothing else, or one of another kind. */
  noteCall(channel: ChannelCore, process: ProcessRun, kind: 'sends' | 'receives' | 'looks'): void {
    if (channel.capacity !== Infinity || kind === 'sends') return;
    this.#receivers ??= new Map();
    const receiver = this.#receivers.get(channel) ?? process;
    this.#receivers.set(channel, receiver);
    if (kind === 'receives' && receiver === process && channel.receivers.head === undefined) return;
    this.crowded ??= new Set();
    this.crowded.add(channel.id);
  }

  /** Stores what `sender` sends. */
  post(channel: ChannelCore, sender: Pending, value: unknown, effects: Effects): void {
    const message = { sender, value, slot: new Slot() };
    effects.touch(channel, channelPlace.closed, 'read');
    effects.touch(channel, operationPlace(sender.identity), 'write', true);
    effects.release(message.slot);
    this.#waiting ??= new Map();
    const waiting = this.#waiting.get(channel);
    if (waiting === undefined) this.#waiting.set(channel, [message]);
    else waiting.push(message);
  }

  /** What a receive can take: each value that comes after no other that waits. */
  available(channel: ChannelCore): readonly Message[] {
    const waiting = this.#waiting?.get(channel) ?? nothing;
    return waiting.filter((one, at) => !waiting.slice(0, at).some((other) => isBefore(other, one)));
  }

  take(channel: ChannelCore, message: Message, effects: Effects): void {
    const waiting = this.#waiting?.get(channel) as Message[];
    waiting.splice(waiting.indexOf(message), 1);
    effects.touch(channel, channelPlace.head, 'write');
    effects.touch(channel, operationPlace(message.sender.identity), 'write');
    effects.acquire(message.slot);
  }
}

function isBefore(a: Message, b: Message): boolean {
  const { chain, position } = a.slot.clock as VectorTime;
  return ((b.slot.clock as VectorTime).trace[chain] ?? 0) >= position;
}

/** Whether the step sends to the inbox. */
export function sendsTo({ kind, object, transition }: Step, inbox: number): boolean {
  return kind === 'send' && object.id === inbox && transition.sender === undefined;
}

/**
 * The names of `steps` in an order in which the queue itself gives each receive what it took: values that were taken are
 * sent in the order they were taken, and those that were not after them.
 */
export function inQueueOrder(steps: readonly Step[], inboxes: ReadonlySet<number>): TransitionName[] {
  const taken = new Map<number, readonly number[]>();
  for (const inbox of inboxes) {
    const takes = steps.filter(({ object, transition }) => object.id === inbox && transition.message !== undefined);
    taken.set(
      inbox,
      takes.map(({ transition }) => transition.partner),
    );
  }
  const names: TransitionName[] = [];
  const sent = new Set<number>();
  const left = [...steps];
  const isDue = (step: Step): boolean => {
    const order = sendsTo(step, step.object.id) ? (taken.get(step.object.id) ?? []) : [];
    const rank = order.indexOf(step.transition.identity);
    return order.slice(0, rank < 0 ? order.length : rank).every((earlier) => sent.has(earlier));
  };
  while (left.length > 0) {
    const at = left.findIndex(
      (step, index) => isDue(step) && !left.slice(0, index).some((one) => comesBefore(one, step)),
    );
    const [step] = left.splice(Math.max(at, 0), 1) as [Step];
    const { transition } = step;
    sent.add(transition.identity);
    names.push({ ...nameOf(transition), ...(transition.message === undefined ? {} : { partner: -1 }) });
  }
  return names;
}

function comesBefore(a: Step, b: Step): boolean {
  return (b.time.trace[a.time.chain] ?? 0) >= a.time.position;
}
