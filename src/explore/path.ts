/** The path of the search: a node for each step of the execution in hand, with what was and will be tried there. */
import type { Footprint } from './footprint.ts';
import type { Step } from './step.ts';
import type { Transition, TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** A transition explored from a node or above it: until something conflicts with it, it need not happen again. */
export interface Sleeper {
  readonly name: TransitionName;
  readonly footprint: Footprint;
}

export class Node {
  /** What can happen here. */
  readonly transitions: readonly Transition[];
  readonly sleep: readonly Sleeper[];
  readonly done: Sleeper[] = [];
  /** What is to be tried here, tried or not. */
  readonly backtrack: Transition[] = [];
  /** How many of those were chosen, or passed over because they sleep. */
  #tried = 1;
  /** The only thing worth trying: a step that conflicts with nothing. */
  readonly alone: boolean;
  chosen: Transition;
  /** The step `chosen` made, in the execution in hand. */
  step: Step | undefined = undefined;

  constructor(transitions: readonly Transition[], sleep: readonly Sleeper[], chosen: Transition, alone: boolean) {
    this.transitions = transitions;
    this.sleep = sleep;
    this.chosen = chosen;
    this.alone = alone;
    this.backtrack.push(chosen);
  }

  /** Whether `name` is tried here. */
  tries(name: TransitionName): boolean {
    return this.backtrack.some((other) => sameTransition(other, name));
  }

  /** Whether `name` was tried where it could as well have happened. */
  sleeps(name: TransitionName): boolean {
    return this.sleep.some((other) => sameTransition(other.name, name));
  }

  /** Other alternatives of the operations of `name` that are neither tried here nor were elsewhere. */
  siblings(name: TransitionName): readonly TransitionName[] {
    return this.transitions.filter((other) => shareOperation(other, name) && !this.tries(other) && !this.sleeps(other));
  }

  /** Has `name` tried here; false when it cannot happen here. */
  add(name: TransitionName): boolean {
    if (this.backtrack.some((other) => sameTransition(other, name))) return true;
    const found = this.transitions.find((other) => sameTransition(other, name));
    if (found === undefined) return false;
    this.backtrack.push(found);
    return true;
  }

  get #triesAll(): boolean {
    return this.backtrack.length === this.transitions.length;
  }

  /** Has everything tried here. */
  addAll(): void {
    if (this.#triesAll) return;
    for (const transition of this.transitions) this.add(transition);
  }

  /** Has the other alternatives of the operations of `chosen` tried, and operations it `prevented`: it made them impossible. */
  addAlternatives(prevented: readonly number[]): void {
    if (this.#triesAll) return;
    for (const transition of this.transitions) {
      if (shareOperation(transition, this.chosen) || prevented.includes(transition.identity)) this.add(transition);
    }
  }

  /** Ends the exploration of `chosen` and makes the next one to try the chosen one; false when none is left. */
  advance(): boolean {
    const step = this.step;
    if (step !== undefined) this.done.push({ name: this.chosen, footprint: step.footprint });
    while (this.#tried < this.backtrack.length) {
      const next = this.backtrack[this.#tried++] as Transition;
      if (this.sleeps(next)) continue;
      this.chosen = next;
      this.step = undefined;
      return true;
    }
    return false;
  }
}
