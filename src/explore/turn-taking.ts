/**
 * Steps that take turns, as those that begin in one turn of a real run do: awaits that need no operation let another process
 * come in between, where the search has each step run on to its end.
 */

import { install } from '../kernel/driver.ts';
import type { Callback } from './calls.ts';
import type { ModelTimer } from './clock.ts';
import { Execution, sameCompletions } from './execution.ts';
import { obligations } from './network.ts';
import { requestOf } from './request.ts';
import type { Search } from './search.ts';
import type { Step } from './step.ts';
import type { Pending, TransitionName } from './transition.ts';
import { sameTransition } from './transition.ts';

/** After so many awaits of a step nobody comes in between any more. */
const mostTicks = 8;
/** Steps that are farther from one another than this in an execution are not brought together. */
const farthest = 60;
/** An execution that went otherwise is followed for so many steps more than it had. */
const mostMore = 200;

/** An execution that was run with every step on its own, first steps of processes included. */
export interface Sequential {
  readonly execution: Execution;
  /** How often code went on after an await that needed no operation: in main's beginning, and in each step after it. */
  readonly raw: readonly number[];
}

/** Steps that come in between the awaits of another one. */
export interface Turn {
  /** Whose awaits; undefined for main's beginning. */
  readonly first: Step | undefined;
  /** None where the two sides of a hand-over take turns. */
  readonly others: readonly Step[];
  /** How many microtasks of the first have run by then. */
  readonly ticks: number;
  /** Whether they come in one order only, so that what they do may depend on it. */
  readonly isOrdered: boolean;
  /** Whether who takes part later goes on first: the sender of a hand-over, or who waits for what the first step changes. */
  readonly isBackwards?: boolean;
}

export interface TurnTaken {
  readonly execution: Execution;
  /** Whether the same steps happened with the same results, and nothing else. */
  readonly isSame: boolean;
  /** Whether nothing more could happen at its end. */
  readonly isWhole: boolean;
}

/** Runs `path` with first steps of processes as soon as they can be, where it says nothing of them. */
export function runSequentially(search: Search, path: readonly TransitionName[]): Sequential | undefined {
  const { tracker, world } = search;
  const said = new Set(path.map(({ identity }) => identity));
  const raw: number[] = [];
  const execution = prepare(search, false);
  const noting = (run: () => void): void => {
    const before = tracker.raw;
    run();
    raw.push(tracker.raw - before);
  };
  noting(() => execution.begin(world.root, world.instantiate()));
  for (let at = 0; execution.panic === undefined; ) {
    const all = execution.transitions();
    const start = all.find(({ pending, identity }) => pending.operation.kind === 'start' && !said.has(identity));
    const due = path[at];
    if (start === undefined && due === undefined) break;
    const chosen = start ?? all.find((one) => due !== undefined && sameTransition(one, due));
    if (chosen === undefined) return undefined;
    if (start === undefined) at++;
    noting(() => void execution.happen(chosen));
  }
  return { execution, raw };
}

/** An execution that has not begun. Loops that only go round again do not wait in it: who goes round is seen step by step. */
function prepare(search: Search, explained: boolean): Execution {
  const execution = new Execution(search.tracker, search.executionSettings(explained, false));
  search.execution = execution;
  search.tracker.begin();
  install(execution.calls);
  return execution;
}

/** Every way in which one step of another process could come in between awaits of a step, and all that could at once. */
export function turnsIn({ execution: { steps }, raw: [rawAtFirst = 0, ...raw] }: Sequential): Turn[] {
  const eras = steps.map((step) => eraOf(step, steps));
  const turns: Turn[] = [];
  const add = (first: Step | undefined, others: readonly Step[], awaits: number, isOrdered: boolean): void => {
    for (let ticks = 0; ticks < Math.min(awaits, mostTicks); ticks++) turns.push({ first, others, ticks, isOrdered });
  };
  const starts = steps.filter(({ kind, transition }) => kind === 'start' && transition.pending.calledAt === 0);
  for (const start of starts) add(undefined, [start], rawAtFirst, true);
  if (starts.length > 1) add(undefined, starts, Math.min(1, rawAtFirst), true);
  for (const [at, first] of steps.entries()) {
    const awaits = raw[at] ?? 0;
    if (awaits === 0) continue;
    if (first.completed.length > 1) add(first, [], 1, true);
    const atOnce: Step[] = [];
    for (let near = Math.max(0, at - farthest); near < Math.min(steps.length, at + farthest); near++) {
      const other = steps[near] as Step;
      if (eras[near] !== eras[at] || shareProcess(first, other) || isBefore(other, first)) continue;
      const isOrdered = isBefore(first, other) || first.footprint.ends || other.footprint.ends;
      add(first, [other], awaits, isOrdered);
      if (!isOrdered && atOnce.every((one) => !isBefore(one, other) && !shareProcess(one, other))) atOnce.push(other);
    }
    if (atOnce.length > 1) add(first, atOnce, 1, false);
  }
  return turns;
}

/**
 * Every way in which a real run may let two processes go on after an operation in the other order than the search does. Who waits
 * goes on within the call that lets it, and so before who called: a sender that a receiver comes to, who is let into a lock.
 */
export function handOversIn({ execution: { steps } }: Sequential): Turn[] {
  const turns: Turn[] = [];
  const add = (first: Step, others: readonly Step[]): void => {
    turns.push({ first, others, ticks: 0, isOrdered: true, isBackwards: true });
  };
  for (const [at, first] of steps.entries()) {
    const { pending, sender } = first.transition;
    if (sender !== undefined && !cameAfter(sender, pending, steps)) add(first, []);
    for (const other of steps.slice(at + 1, at + farthest)) {
      if (!other.waits || other.transition.pending.calledAt > at || !isBefore(first, other)) continue;
      // It was time that let it go.
      if (other.instant !== first.instant) continue;
      if (!shareProcess(first, other) && !isTimed(first) && other.kind !== 'join') add(first, [other]);
    }
  }
  return turns;
}

/** Whether `a` was certainly called after `b`. */
function cameAfter(a: Pending, b: Pending, steps: readonly Step[]): boolean {
  const [one, other] = [steps[a.calledAt - 1], steps[b.calledAt - 1]];
  if (one === undefined || one === other) return b.calledAt < a.calledAt || (other === one && b.identity < a.identity);
  return other === undefined || isBefore(other, one);
}

/** Runs the steps of a sequential execution with `turn` taken; undefined where those that were to come in between cannot. */
export function takeTurn(
  search: Search,
  { first, others, ticks, isBackwards = false }: Turn,
  { execution: known }: Sequential,
  explained: boolean,
): TurnTaken | undefined {
  const together = first === undefined ? others : [first, ...others];
  const rest = known.steps.filter((one) => !together.includes(one));
  const comesBefore = (one: Step): boolean =>
    first !== undefined &&
    (isBefore(one, first) || (!isBefore(first, one) && others.some((other) => isBefore(one, other))));
  const later = rest.filter((one) => !comesBefore(one));
  if (later.some((one) => together.some((other) => isBefore(one, other)))) return undefined;
  const { world } = search;
  const execution = prepare(search, explained);
  const happen = ({ transition }: Step): boolean => {
    const chosen = execution.transitions().find((one) => sameTransition(one, transition));
    if (chosen !== undefined) execution.happen(chosen);
    return chosen !== undefined;
  };
  const begin = (): void => execution.begin(world.root, world.instantiate());
  let isTaken = false;
  const comeBetween = (): void => {
    isTaken = others.every(happen);
  };
  if (first === undefined) execution.amid(begin, ticks, comeBetween);
  else {
    begin();
    if (!rest.filter(comesBefore).every(happen)) return undefined;
    if (!isBackwards) execution.amid(() => void happen(first), ticks, comeBetween);
    // Who need not have waited for it has gone on already.
    else if (others.some((one) => canHappen(execution, one))) return undefined;
    else {
      execution.backwards(() => {
        if (happen(first)) comeBetween();
      });
    }
  }
  if (!isTaken) return undefined;
  return goOn(execution, known, () => {
    for (const one of later) if (execution.panic === undefined) happen(one);
  });
}

function canHappen(execution: Execution, { transition }: Step): boolean {
  return execution.transitions().some((one) => sameTransition(one, transition));
}

/** Goes on as `known` did, and if it came out otherwise, to an end. */
function goOn(execution: Execution, known: Execution, asKnown: () => void): TurnTaken {
  asKnown();
  const isSame = isSameAs(execution, known);
  for (let more = 0; execution.panic === undefined; more++) {
    const [next] = obligations(execution.transitions());
    if (next === undefined) break;
    if (isSame || more === mostMore) return { execution, isSame, isWhole: false };
    execution.happen(next);
  }
  return { execution, isSame, isWhole: true };
}

/** Whether the same steps happened with the same results, and the same can happen next. */
function isSameAs(execution: Execution, known: Execution): boolean {
  const { steps } = execution;
  if (steps.length !== known.steps.length || (execution.panic === undefined) !== (known.panic === undefined))
    return false;
  const byName = new Map(known.steps.map((step) => [nameIn(step), step]));
  return (
    steps.every((step) => {
      const same = byName.get(nameIn(step));
      return same !== undefined && sameCompletions(same.completed, step.completed);
    }) && standOf(execution) === standOf(known)
  );
}

function nameIn({ kind, object, transition }: Step): string {
  const { identity, alternative, partner, partnerAlternative } = transition;
  return [identity, alternative, partner, partnerAlternative, kind, object.id].join();
}

/** Where an execution stands: the ends of its processes and what is called. */
function standOf({ processes, pending }: Execution): string {
  const calls = [...pending].map(({ identity, operation }) => `${identity} ${operation.kind} ${operation.object.id}`);
  const ends = processes.map(({ identity, core }) => `${identity.id} ${core.state}`);
  return [...calls.sort(), ...ends.sort()].join();
}

function isBefore(a: Step, b: Step): boolean {
  return a !== b && (b.time.trace[a.time.chain] ?? 0) >= a.time.position;
}

function shareProcess(a: Step, b: Step): boolean {
  const own = processesOf(a);
  return processesOf(b).some((process) => own.includes(process));
}

/** By number, those that a step lets go on. */
export function processesOf({ transition: { pending, sender } }: Step): number[] {
  return sender === undefined ? [pending.process.index] : [pending.process.index, sender.process.index];
}

/**
 * The turn of the event loop that a step belongs to, as far as timers tell: they fire when nothing else is left to do, ours
 * that are due in one turn and the platform's in a turn each. Steps of different turns never come in between one another.
 */
function eraOf(step: Step, steps: readonly Step[]): string {
  const fired = steps.filter((one) => isTimed(one) && (one === step || isBefore(one, step)));
  const own = fired.filter(isPlatformTimer).map((one) => one.transition.identity);
  return [fired.length > own.length, ...own].join();
}

/** Whether a timer fired in the step. */
function isTimed({ kind, transition: { pending, alternative } }: Step): boolean {
  if (kind === 'fire' || kind === 'sleep') return true;
  if (kind === 'stop' || kind === 'reset' || kind === 'length') return alternative === 1;
  return requestOf(pending)?.cases[alternative]?.channel.source !== undefined;
}

function isPlatformTimer({ kind, transition: { pending } }: Step): boolean {
  return kind === 'fire' && (pending.operation.argument as ModelTimer & Partial<Callback>).callback !== undefined;
}
