/** Why nobody can go on: who holds what, who waits for whom, and who is not there any more. */

import type { OperationName, Trace, TraceProcess } from '../trace/trace.ts';
import { atSite, onlyWaits, processName } from './operations.ts';

const CLAUSES_MAX = 4;

interface Held {
  readonly object: string;
  readonly process: number;
  readonly site: string | undefined;
}

const acquires: ReadonlySet<OperationName> = new Set(['lock', 'rlock', 'acquire']);
const tries: ReadonlySet<OperationName> = new Set(['tryLock', 'tryRLock']);
const releases: ReadonlySet<OperationName> = new Set(['unlock', 'runlock', 'release']);

/** The locks held when the trace ends, in the order they were taken. */
function locksHeld(trace: Trace): readonly Held[] {
  const groups = new Set<string>();
  for (const { participants } of trace.events) {
    for (const { operation, object } of participants) {
      if (object !== undefined && (operation === 'add' || operation === 'done')) groups.add(object);
    }
  }
  let held: Held[] = [];
  const setAside = new Map<number, Held>();
  for (const event of trace.events) {
    for (const { process, operation, object = '', result, site } of event.participants) {
      const last = held.findLast((lock) => lock.process === process);
      if (operation === 'wait' && last !== undefined && !groups.has(object)) {
        // Waiting on a condition gives up the lock it was built on, which is the one taken last.
        setAside.set(process, last);
        held = held.filter((lock) => lock !== last);
      } else if (onlyWaits(event)) {
      } else if (acquires.has(operation) || (tries.has(operation) && result === 'true')) {
        held.push({ object, process, site });
      } else if (operation === 'relock') {
        held.push(setAside.get(process) ?? { object, process, site });
      } else if (releases.has(operation)) {
        const mine = held.findLast((lock) => lock.object === object && lock.process === process);
        const released = mine ?? held.findLast((lock) => lock.object === object);
        held = held.filter((lock) => lock !== released);
      }
    }
  }
  return held;
}

interface Wait {
  readonly process: number;
  readonly operation: string;
  readonly object: string;
  readonly site: string | undefined;
}

function waitOf(process: number, { waitingOn = '', site }: TraceProcess): Wait {
  const space = waitingOn.indexOf(' ');
  if (space < 0) return { process, operation: waitingOn, object: '', site };
  return { process, operation: waitingOn.slice(0, space), object: waitingOn.slice(space + 1), site };
}

const waitForms: { readonly [operation: string]: ((object: string) => string) | undefined } = {
  send: (object) => `waits to send to ${object}`,
  receive: (object) => `waits to receive from ${object}`,
  lock: (object) => `waits to lock ${object}`,
  rlock: (object) => `waits to read-lock ${object}`,
  relock: (object) => `waits to lock ${object} again`,
  acquire: (object) => `waits to acquire ${object}`,
  join: (object) => `waits for ${object} to end`,
  ssend: (object) => `waits until ${object} has received what it sent`,
  select: (object) => (object === '' ? 'waits in a select' : `waits in a select on ${object}`),
};

/** `waits to send to jobs`, for what a report calls `send jobs`. */
function waitText({ operation, object }: Wait): string {
  const form = waitForms[operation];
  if (form !== undefined) return form(object);
  return `waits on ${[operation === 'wait' ? '' : operation, object].filter((part) => part !== '').join(' ')}`;
}

/** One or more clauses, without a final stop: the cycle when there is one, and else each that waits and why in vain. */
export function stuckText(trace: Trace, about: readonly number[]): string {
  const held = locksHeld(trace);
  const waits = new Map<number, Wait>();
  for (const [process, state] of trace.processes.entries()) {
    if (state.end === 'waiting') waits.set(process, waitOf(process, state));
  }
  for (const process of about) {
    const cycle = cycleFrom(trace, process, waits, held);
    if (cycle !== undefined) return cycleText(trace, cycle, held);
  }
  const stuck = about.flatMap((process) => waits.get(process) ?? []);
  const clauses = stuck.slice(0, CLAUSES_MAX).map((wait) => {
    const clause = `${processName(trace, wait.process)} ${waitText(wait)}${atSite(wait.site)}`;
    return `${clause}${vainText(trace, wait, held)}`;
  });
  if (stuck.length > clauses.length) clauses.push(`${stuck.length - clauses.length} more wait`);
  return clauses.join('; ');
}

/** The processes one waits for by name: those that hold the lock, or the one it joins. */
function waitedFor(trace: Trace, wait: Wait, held: readonly Held[]): number[] {
  if (wait.operation === 'join') {
    const joined = trace.processes.findIndex(({ name, end }) => name === wait.object && end === 'waiting');
    return joined < 0 ? [] : [joined];
  }
  if (!acquires.has(wait.operation as OperationName) && wait.operation !== 'relock') return [];
  return held.filter(({ object }) => object === wait.object).map(({ process }) => process);
}

function cycleFrom(
  trace: Trace,
  start: number,
  waits: ReadonlyMap<number, Wait>,
  held: readonly Held[],
): Wait[] | undefined {
  const path: Wait[] = [];
  for (let process: number | undefined = start; process !== undefined; ) {
    const wait = waits.get(process);
    if (wait === undefined) return undefined;
    const at = path.indexOf(wait);
    if (at >= 0) return path.slice(at);
    path.push(wait);
    const next = waitedFor(trace, wait, held);
    process = next.find((other) => waits.has(other));
  }
  return undefined;
}

function cycleText(trace: Trace, cycle: readonly Wait[], held: readonly Held[]): string {
  const [only] = cycle;
  if (cycle.length === 1 && only !== undefined) {
    const own = held.find(({ object, process }) => object === only.object && process === only.process);
    const since = own === undefined ? '' : `, which it has itself held since it took it${atSite(own.site)}`;
    return `${processName(trace, only.process)} ${waitText(only)}${atSite(only.site)}${since}`;
  }
  const shown = cycle.slice(0, CLAUSES_MAX);
  const clauses = shown.map((wait, index) => {
    const asker = cycle[(index + cycle.length - 1) % cycle.length];
    const lock = held.find(({ object, process }) => process === wait.process && object === asker?.object);
    const holds = lock === undefined ? '' : `holds ${lock.object} (taken${atSite(lock.site)}) and `;
    return `${processName(trace, wait.process)} ${holds}${waitText(wait)}${atSite(wait.site)}`;
  });
  const more = cycle.length > shown.length ? ` and so on through ${cycle.length} processes` : '';
  const all = cycle.length === 2 ? 'each waits for the other' : 'each waits for the next, in a circle';
  return `${clauses.join(', ')}${more}: ${all}`;
}

const counterparts: {
  readonly [operation: string]: { readonly ends: readonly OperationName[]; readonly to: string } | undefined;
} = {
  send: { ends: ['receive', 'tryReceive', 'select'], to: 'receive from' },
  receive: { ends: ['send', 'trySend', 'select', 'close'], to: 'send to' },
};

/** Why nothing will end this wait. */
function vainText(trace: Trace, wait: Wait, held: readonly Held[]): string {
  const [holder] = held.filter(({ object }) => object === wait.object);
  if (acquires.has(wait.operation as OperationName) && holder !== undefined) {
    const state = trace.processes[holder.process];
    const ended =
      state?.end === 'returned' || state?.end === 'threw'
        ? ' and never released before it ended'
        : ' and does not release';
    return `, which ${processName(trace, holder.process)} took${atSite(holder.site)}${ended}`;
  }
  if (wait.operation === 'ssend') return missedText(trace, wait);
  const counterpart = counterparts[wait.operation];
  if (counterpart === undefined) return '';
  const last = lastUser(trace, wait, counterpart.ends);
  const gone = last === undefined ? '' : ` (${processName(trace, last)}, the last to do so, ${endText(trace, last)})`;
  return `, and nobody is left to ${counterpart.to} ${wait.object}${gone}`;
}

/** Why a message is not received that its sender waits for. */
function missedText(trace: Trace, { process, object }: Wait): string {
  const message = trace.messages?.find(
    ({ send, to, synchronous, receipts }) =>
      synchronous && to === object && receipts.length === 0 && trace.events[send]?.participants[0]?.process === process,
  );
  if (message?.fate === 'lost') return `, but ${message.body} was lost`;
  if (message?.fate === 'cut') return `, but ${message.body} did not get across the cut`;
  if (message?.fate === 'forgotten') return `, but ${object} forgot it when it crashed`;
  const receiver = trace.processes.findLastIndex(({ node }) => node === object);
  return receiver < 0 ? '' : `, but ${object} ${endText(trace, receiver)}`;
}

function lastUser(trace: Trace, wait: Wait, ends: readonly OperationName[]): number | undefined {
  for (let index = trace.events.length - 1; index >= 0; index -= 1) {
    for (const { process, operation, object } of trace.events[index]?.participants ?? []) {
      if (process !== wait.process && object === wait.object && ends.includes(operation)) return process;
    }
  }
  return undefined;
}

function endText(trace: Trace, process: number): string {
  const state = trace.processes[process];
  if (state?.end === 'returned') return 'has returned';
  if (state?.end === 'threw') return 'has ended in an error';
  if (state?.end === 'crashed') return 'has crashed';
  return state?.end === 'waiting' ? `${waitText(waitOf(process, state))}` : 'is idle';
}
