/**
 * How often a whole schedule departs from a plain scheduler, counted step by step from what could have happened instead. This
 * is the naive twin of the bounded strategies: it shares no code with them.
 */
import type { Pending, Transition } from '../../src/explore/transition.ts';

/** Something a scheduler can let go: an operation of a process, or the firing of a timer. */
interface Candidate {
  readonly who: number | 'a timer';
  readonly operation: Pending;
}

/** A step of a schedule: what happened, and all that could have, in the order of the calls. */
export interface Scheduled {
  readonly chosen: Candidate;
  readonly all: readonly Candidate[];
  /** The number of the step. */
  readonly number: number;
}

/** Takes down a step that is about to happen, while it can be seen whether a timer would have to fire for it. */
export function scheduled(chosen: Transition, all: readonly Transition[], number: number): Scheduled {
  return { chosen: candidate(chosen), all: all.map(candidate), number };
}

const waitsForChannels: ReadonlySet<string> = new Set(['send', 'receive', 'select', 'sleep']);

/** What a channel operation asks for, as far as it matters here. */
interface Request {
  readonly otherwise: boolean;
  readonly cases: readonly { readonly channel: { readonly source?: unknown; readonly buffer: readonly unknown[] } }[];
}

function candidate({ pending, sender, alternative }: Transition): Candidate {
  const { kind, argument } = pending.operation;
  if (kind === 'fire') return { who: 'a timer', operation: pending };
  if (waitsForChannels.has(kind) && !(argument as Request).otherwise) {
    const channel = (argument as Request).cases[alternative]?.channel;
    if (channel?.source !== undefined && channel.buffer.length === 0) return { who: 'a timer', operation: pending };
  }
  const operation = sender !== undefined && sender.calledAt > pending.calledAt ? sender : pending;
  return { who: operation.process.index, operation };
}

/** Who took the last step that was chosen and was no firing; main, before any. */
class Cursor {
  process = 0;
  #operation: Pending | undefined = undefined;
  #step = 0;

  move({ chosen: { who, operation }, number }: Scheduled): void {
    if (who === 'a timer') return;
    this.process = who;
    this.#operation = operation;
    this.#step = number;
  }

  /** Whether the candidate is what whoever took the last step does next. */
  isNext({ who, operation }: Candidate): boolean {
    if (who === 'a timer') return false;
    return operation === this.#operation || (who === this.process && operation.calledAt >= this.#step);
  }
}

/** Preemptions: the last process could have gone on, and something else happened. */
export function countPreemptions(schedule: readonly Scheduled[]): number {
  const cursor = new Cursor();
  let total = 0;
  for (const step of schedule) {
    if (step.all.some((one) => cursor.isNext(one)) && !cursor.isNext(step.chosen)) total++;
    cursor.move(step);
  }
  return total;
}

/** Delays: what a round over all processes, from the last on, comes by before it comes to what happened. */
export function countDelays(schedule: readonly Scheduled[]): number {
  const cursor = new Cursor();
  let total = 0;
  for (const step of schedule) {
    total += passedOver(step, cursor);
    cursor.move(step);
  }
  return total;
}

function passedOver({ chosen, all }: Scheduled, cursor: Cursor): number {
  const processes = 1 + Math.max(0, ...all.map(({ who }) => (who === 'a timer' ? 0 : who)), cursor.process);
  const passed = new Set<Pending>();
  for (let step = 0; step < processes; step++) {
    const own = all.filter(({ who }) => who === (cursor.process + step) % processes);
    for (const first of [true, false]) {
      for (const one of own.filter((other) => cursor.isNext(other) === first)) {
        if (one.who === chosen.who && one.operation === chosen.operation) return passed.size;
        passed.add(one.operation);
      }
    }
  }
  // A timer comes after everything else, also where it fires for an operation that could go otherwise.
  const fired = new Set<Pending>();
  for (const { who, operation } of all) {
    if (who !== 'a timer') continue;
    if (operation === chosen.operation) break;
    fired.add(operation);
  }
  return passed.size + fired.size;
}
