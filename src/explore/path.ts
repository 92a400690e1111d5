/**
 * The path of the search: a node for each step of the execution in hand, with what was and will be tried there.
 *
 * What will be tried is a wakeup tree (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014): whole sequences of steps, each of
 * which leads to an execution that no other branch covers, so that none turns out to be equivalent to an earlier one.
 */
import type { Footprint } from './footprint.ts';
import { conflict } from './footprint.ts';
import type { Step } from './step.ts';
import type { Transition, TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** A transition explored from a node or above it: until something conflicts with it, it need not happen again. */
export interface Sleeper {
  readonly name: TransitionName;
  readonly footprint: Footprint;
}

/** A step to be explored, with what it is known to use; undefined where it was never seen. */
export interface Wanted {
  readonly name: TransitionName;
  readonly footprint: Footprint | undefined;
}

/** A branch of a wakeup tree; without children, what follows it is left to the search. */
export interface Branch extends Wanted {
  readonly children: Branch[];
  /** How many steps had been explored at the node when it was planned. */
  readonly since: number;
}

export class Node {
  /** What can happen here. */
  readonly transitions: readonly Transition[];
  readonly sleep: readonly Sleeper[];
  readonly done: Sleeper[] = [];
  /** What is still to be explored here, in order; `chosen` is no longer among them. */
  readonly branches: Branch[] = [];
  /** What is to be explored after `chosen`. */
  guide: Branch[] = [];
  /** The only thing worth trying: a step that conflicts with nothing. */
  readonly alone: boolean;
  /** Whether `chosen` is part of a planned sequence, whose alternatives were planned with it. */
  guided: boolean;
  chosen: Transition;
  /** The step `chosen` made, in the execution in hand. */
  step: Step | undefined = undefined;

  constructor(transitions: readonly Transition[], sleep: readonly Sleeper[], chosen: Transition, alone: boolean) {
    this.transitions = transitions;
    this.sleep = sleep;
    this.chosen = chosen;
    this.alone = alone;
    this.guided = false;
  }

  /** Whether `name` was, is or will be tried here first. */
  tries(name: TransitionName): boolean {
    return (
      sameTransition(this.chosen, name) ||
      this.done.some((other) => sameTransition(other.name, name)) ||
      this.branches.some((other) => sameTransition(other.name, name))
    );
  }

  /** Whether `name` was tried where it could as well have happened. */
  sleeps(name: TransitionName): boolean {
    return this.sleep.some((other) => sameTransition(other.name, name));
  }

  /** Has `name` tried here, if it can happen and need not sleep. */
  add(name: TransitionName): void {
    if (this.tries(name) || this.sleeps(name)) return;
    if (!this.transitions.some((other) => sameTransition(other, name))) return;
    this.branches.push({ name, footprint: undefined, children: [], since: this.done.length });
  }

  /** Has everything tried here. */
  addAll(): void {
    for (const transition of this.transitions) this.add(transition);
  }

  /** Has the other alternatives of the operations of `chosen` tried, and operations it `prevented`: it made them impossible. */
  addAlternatives(prevented: readonly number[]): void {
    if (this.guided) return;
    for (const transition of this.transitions) {
      if (shareOperation(transition, this.chosen) || prevented.includes(transition.identity)) this.add(transition);
    }
  }

  /** Whether an execution that begins with `sequence` is, or was, explored from here anyway. */
  covers(sequence: readonly Wanted[], disables: (sleeper: Sleeper) => boolean): boolean {
    const covered = (sleeper: Sleeper): boolean =>
      isWeakInitial(sleeper, sequence) &&
      (!disables(sleeper) || sequence.some(({ name }) => sameTransition(name, sleeper.name)));
    return this.sleep.some(covered) || this.done.some(covered);
  }

  /** Plans an execution that begins with `sequence`, unless an equivalent one is planned or explored. */
  insert(sequence: readonly Wanted[], disables: (sleeper: Sleeper) => boolean): void {
    if (this.covers(sequence, disables)) return;
    let rest = sequence;
    let branches = this.branches;
    for (;;) {
      const branch = branches.find((other) => isWeakInitial(other, rest));
      if (branch === undefined) break;
      // What was explored since a leaf was planned sleeps there, and may rely on it for just this sequence.
      if (branch.children.length === 0 && branch.since === this.done.length) return;
      rest = rest.filter(({ name }) => !sameTransition(name, branch.name));
      if (rest.length === 0) return;
      branches = branch.children;
    }
    for (const { name, footprint } of rest) {
      const children: Branch[] = [];
      branches.push({ name, footprint, children, since: this.done.length });
      branches = children;
    }
  }

  /** Ends the exploration of `chosen` and makes the next one to try the chosen one; false when none is left. */
  advance(): boolean {
    const step = this.step;
    if (step !== undefined) this.done.push({ name: this.chosen, footprint: step.footprint });
    for (let next = this.branches.shift(); next !== undefined; next = this.branches.shift()) {
      const { name, children } = next;
      const found = this.transitions.find((other) => sameTransition(other, name));
      // What was planned cannot happen, so that it is not known what should: everything is tried.
      if (found === undefined) this.addAll();
      if (found === undefined || this.sleeps(name)) continue;
      this.chosen = found;
      this.guide = children;
      this.guided = true;
      this.step = undefined;
      return true;
    }
    return false;
  }
}

/** Whether two steps may not be exchanged: they conflict, need the same operation, or too little is known. */
function depend(a: Wanted, b: Wanted): boolean {
  if (a.footprint === undefined || b.footprint === undefined) return true;
  return shareOperation(a.name, b.name) || conflict(a.footprint, b.footprint);
}

/**
 * Whether `step` can come first in an order of `sequence` and what may follow it: it is in it, or could follow it, and
 * conflicts with nothing before.
 */
function isWeakInitial(step: Wanted, sequence: readonly Wanted[]): boolean {
  for (const other of sequence) {
    if (sameTransition(other.name, step.name)) return true;
    if (depend(step, other)) return false;
  }
  return true;
}
