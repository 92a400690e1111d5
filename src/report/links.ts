/**
 * What goes between processes in a trace: messages, starts, and the other orderings (an unlock before the next lock).
 * A trace says which earlier events an event is ordered after; which of them carried its message is found here.
 */

import type { OperationName, Participant, Trace, TraceEvent } from '../trace/trace.ts';
import { onlyWaits, startedNames } from './operations.ts';

export interface Link {
  readonly kind: 'message' | 'start' | 'order';
  /** Indices into `Trace.events`; the same for a hand-over. */
  readonly from: number;
  readonly to: number;
  readonly fromProcess: number;
  readonly toProcess: number;
}

/** The links that end at each event, by its index. */
export function linksOf(trace: Trace): readonly (readonly Link[])[] {
  const buffers = new Map<string, Sent[]>();
  const unstarted = new Map<string, number[]>();
  for (const [process, { name }] of trace.processes.entries()) {
    const sameName = unstarted.get(name) ?? [];
    unstarted.set(name, sameName);
    if (process > 0) sameName.push(process);
  }
  const startedAt = new Map<number, number>();
  const letters = lettersOf(trace);
  return trace.events.map((event, index) => {
    const starts = startsOf(event, index, unstarted);
    for (const { toProcess } of starts) startedAt.set(toProcess, index);
    const message = letters.get(index) ?? messageOf(event, index, buffers);
    if (message !== undefined) return [...starts, message];
    // That a process comes after its own start is drawn where its parent starts it.
    const orders = ordersOf(trace, event, index).filter(({ from, toProcess }) => startedAt.get(toProcess) !== from);
    return [...starts, ...orders];
  });
}

/** What goes between nodes, by the index of the event that receives it. */
function lettersOf(trace: Trace): ReadonlyMap<number, Link> {
  const letters = new Map<number, Link>();
  for (const { send, receipts } of trace.messages ?? []) {
    const fromProcess = trace.events[send]?.participants[0]?.process ?? 0;
    for (const to of receipts) {
      const toProcess = trace.events[to]?.participants[0]?.process ?? 0;
      letters.set(to, { kind: 'message', from: send, to, fromProcess, toProcess });
    }
  }
  return letters;
}

/** What happens to nodes and messages is drawn for itself. */
const befallings: ReadonlySet<OperationName> = new Set(['crash', 'restart', 'partition', 'heal', 'fate']);

interface Sent {
  readonly event: number;
  readonly process: number;
}

function startsOf(event: TraceEvent, index: number, unstarted: ReadonlyMap<string, number[]>): Link[] {
  const parent = event.participants[0]?.process ?? 0;
  return startedNames(event).flatMap((name) => {
    const child = unstarted.get(name)?.shift();
    if (child === undefined) return [];
    return [{ kind: 'start' as const, from: index, to: index, fromProcess: parent, toProcess: child }];
  });
}

const sends: ReadonlySet<OperationName> = new Set(['send', 'trySend']);
const receives: ReadonlySet<OperationName> = new Set(['receive', 'tryReceive']);

function isSend({ operation, argument, result }: Participant): boolean {
  if (operation === 'trySend') return result !== 'false';
  return sends.has(operation) || (operation === 'select' && argument !== undefined);
}

function isReceive({ operation, argument }: Participant): boolean {
  return receives.has(operation) || (operation === 'select' && argument === undefined);
}

/**
 * The message that an event delivers. Values leave a channel in the order they entered it, so what a receive takes is
 * what the oldest send put in that has not been taken; only when there is none does a hand-over pass a value directly.
 */
function messageOf(event: TraceEvent, index: number, buffers: Map<string, Sent[]>): Link | undefined {
  const [first] = event.participants;
  if (first?.object === undefined || onlyWaits(event)) return undefined;
  const buffer = buffers.get(first.object) ?? [];
  buffers.set(first.object, buffer);
  const sender = event.participants.find(isSend);
  const receiver = event.participants.find((participant) => participant !== sender && isReceive(participant));
  if (sender !== undefined) buffer.push({ event: index, process: sender.process });
  const sent = receiver === undefined ? undefined : buffer.shift();
  if (sent === undefined || receiver === undefined) return undefined;
  const { event: from, process: fromProcess } = sent;
  return { kind: 'message', from, to: index, fromProcess, toProcess: receiver.process };
}

/** The orderings after events of other processes, nearest first, or of an event's other participants after its first. */
function ordersOf(trace: Trace, event: TraceEvent, index: number): Link[] {
  const [first, ...others] = event.participants;
  if (first === undefined || befallings.has(first.operation)) return [];
  const links: Link[] = [];
  for (const { process } of others) {
    links.push({ kind: 'order', from: index, to: index, fromProcess: first.process, toProcess: process });
  }
  if (others.length > 0) return links;
  for (const from of [...event.after].sort((a, b) => b - a)) {
    const source = trace.events[from]?.participants ?? [];
    if (source.some(({ process, operation }) => process === first.process || befallings.has(operation))) continue;
    const other = source.find(({ object }) => object === first.object) ?? source.at(-1);
    if (other === undefined) continue;
    links.push({ kind: 'order', from, to: index, fromProcess: other.process, toProcess: first.process });
  }
  return links;
}
