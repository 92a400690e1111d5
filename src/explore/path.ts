/**
 * The path of the search: a node for each step of the execution in hand, with what was and will be tried there.
 *
 * What will be tried is a wakeup tree (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014): whole sequences of steps, each of
 * which leads to an execution that no other branch covers, so that none turns out to be equivalent to an earlier one.
 */
import type { Footprint } from './footprint.ts';
import { conflict } from './footprint.ts';
import type { Step } from './step.ts';
import type { TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** A step to be explored, with what it is known to use; undefined where it was never seen. */
export interface Wanted {
  readonly name: TransitionName;
  readonly footprint: Footprint | undefined;
}

/** A transition explored from a node or above it: until something conflicts with it, it need not happen again. */
export interface Sleeper extends Wanted {
  readonly footprint: Footprint;
  /**
   * It was still being explored, elsewhere, when it fell asleep. What that leads to may not have been planned here, so that it
   * stands only for sequences that it is in.
   */
  readonly inHand?: true;
}

/** A branch of a wakeup tree; without children, what follows it is left to the search. */
export interface Branch extends Wanted {
  readonly children: Branch[];
  /** It continues a sequence after which all was left to the search, so that its alternatives were planned by nobody. */
  free: boolean;
}

/**
 * What stands for a planned sequence: a step that could come first in it or anything that may follow it (a weak initial),
 * or, in programs whose operations choose, only one that is in it: what follows there may have to go otherwise.
 */
export type Standing = 'weak initials' | 'initials';

const nothing: readonly never[] = [];

export class Node {
  /** What can happen here. */
  readonly enabled: readonly TransitionName[];
  readonly sleep: readonly Sleeper[];
  done: readonly Sleeper[] = nothing;
  /** What is still to be explored here, in order; `chosen` is no longer among them. */
  branches: readonly Branch[] = nothing;
  /** What is to be explored after `chosen`. */
  guide: readonly Branch[] = [];
  /** The only thing worth trying: a step that conflicts with nothing. */
  readonly alone: boolean;
  /** Whether `chosen` is part of a planned sequence, whose alternatives were planned with it. */
  guided = false;
  chosen: TransitionName;
  /** What it was expected to use when it was planned. */
  wanted: Footprint | undefined = undefined;
  /** The step `chosen` made, in the latest execution that came by. */
  step: Step | undefined = undefined;

  constructor(enabled: readonly TransitionName[], sleep: readonly Sleeper[], chosen: TransitionName, alone: boolean) {
    this.enabled = enabled;
    this.sleep = sleep;
    this.chosen = chosen;
    this.alone = alone;
  }

  /** Whether `name` was, is or will be tried here first. */
  tries(name: TransitionName): boolean {
    return sameTransition(this.chosen, name) || has(this.done, name) || has(this.branches, name);
  }

  /** Whether `name` was tried where it could as well have happened. */
  sleeps(name: TransitionName): boolean {
    return has(this.sleep, name);
  }

  #canHappen(name: TransitionName): boolean {
    return this.enabled.some((other) => sameTransition(other, name));
  }

  /** Has `name` tried here, if it can happen and need not sleep. */
  add(name: TransitionName): void {
    if (this.tries(name) || this.sleeps(name) || !this.#canHappen(name)) return;
    this.plan({ name, footprint: undefined, children: [], free: false });
  }

  /** Has `branch` explored here, after what was planned before. */
  plan(branch: Branch): void {
    if (this.branches === nothing) this.branches = [branch];
    else (this.branches as Branch[]).push(branch);
  }

  /** Has everything tried here. */
  addAll(): void {
    for (const name of this.enabled) this.add(name);
  }

  /** Whether the step taken here leaves `sleeper` asleep: it does not conflict with it, nor need its operation. */
  leavesAsleep(sleeper: Sleeper): boolean {
    if (shareOperation(sleeper.name, this.chosen)) return false;
    return this.alone || !conflict(sleeper.footprint, (this.step as Step).footprint);
  }

  /** Whether an execution that begins with `sequence` is, or was, explored from here anyway. */
  covers(sequence: readonly Wanted[], standing: Standing): boolean {
    return (
      standIn(this.sleep, sequence, standing) !== undefined || standIn(this.done, sequence, standing) !== undefined
    );
  }

  /** Plans an execution that begins with `sequence`, unless an equivalent one is planned or explored; whether it did. */
  insert(sequence: readonly Wanted[], standing: Standing): boolean {
    if (this.covers(sequence, standing)) return false;
    if (this.branches === nothing) this.branches = [];
    return insertInto(this.branches as Branch[], sequence, standing);
  }

  /**
   * The step taken here turned out to use less than was expected: planned sequences that it stands for are to follow it, since
   * it will sleep where they are explored.
   */
  adopt(standing: Standing): void {
    if (this.branches.length === 0) return;
    const { chosen, sleep, done } = this;
    const { footprint } = this.step as Step;
    const adopted: Wanted[][] = [];
    takeOut(this.branches as Branch[], { name: chosen, footprint }, [], adopted, standing);
    const asleep = [...sleep, ...done].filter((sleeper) => this.leavesAsleep(sleeper));
    const guide = adopted.length > 0 ? [...this.guide] : nothing;
    for (const sequence of adopted) {
      if (sequence.length > 0 && standIn(asleep, sequence, standing) === undefined)
        insertInto(guide as Branch[], sequence, standing);
    }
    // What was left to the search still is.
    if (this.guide.length === 0) leaveFree(guide);
    if (adopted.length > 0) this.guide = guide;
  }

  /** Plans only a first step for `sequence`, unless one of those it may begin with is tried: source sets. */
  insertFirst(sequence: readonly Wanted[]): boolean {
    const initials = sequence.filter((step) => isInitial(step, sequence));
    if (initials.some(({ name }) => this.tries(name))) return false;
    const [first] = initials;
    // Of one that sleeps it is not known whether it would go now as it did; one that cannot go shows what keeps it from that.
    if (first === undefined || this.sleeps(first.name)) this.addAll();
    else this.plan({ ...first, children: [], free: false });
    return true;
  }

  /** Ends the exploration of `chosen` and makes the next one to try the chosen one; false when none is left. */
  advance(): boolean {
    const { step } = this;
    if (this.branches.length === 0) return false;
    if (step !== undefined) this.done = [...this.done, { name: this.chosen, footprint: step.footprint }];
    const branches = this.branches as Branch[];
    for (let next = branches.shift(); next !== undefined; next = branches.shift()) {
      const { name, footprint, children, free } = next;
      if (this.sleeps(name)) continue;
      this.chosen = name;
      this.wanted = footprint;
      this.guide = children;
      this.guided = !free;
      this.step = undefined;
      return true;
    }
    return false;
  }

  /** `chosen` was planned but cannot happen: its operation may have to go in another way, or else it is not known what should. */
  replan(standing: Standing): void {
    const { chosen, guide } = this;
    const ways = guide.length > 0 ? nothing : this.enabled.filter((other) => shareOperation(other, chosen));
    if (ways.length === 0) this.addAll();
    for (const name of ways) if (!this.tries(name)) this.insert([{ name, footprint: this.wanted }], standing);
  }
}

/** Plans an execution that begins with `sequence` in the tree of `branches`; whether it was not there. */
function insertInto(branches: Branch[], sequence: readonly Wanted[], standing: Standing): boolean {
  let rest = sequence;
  let among = branches;
  let free = false;
  for (;;) {
    const branch = standIn(among, rest, standing);
    if (branch === undefined) break;
    // What was explored before a leaf sleeps there, and may rely on it for just this sequence: that is where it begins.
    free = branch.children.length === 0;
    rest = rest.filter(({ name }) => !sameTransition(name, branch.name));
    if (rest.length === 0) {
      leaveFree(branch.children);
      return false;
    }
    among = branch.children;
  }
  for (const { name, footprint } of rest) {
    const children: Branch[] = [];
    among.push({ name, footprint, children, free });
    among = children;
  }
  return true;
}

/**
 * Takes the sequences that `step` stands for out of `branches`, without that step; `before`: what comes before them. Where that
 * is not sure, or only steps that are in a sequence stand for it, they stay there too.
 */
function takeOut(
  branches: Branch[],
  step: Wanted,
  before: readonly Wanted[],
  taken: Wanted[][],
  standing: Standing,
  isSure = true,
): void {
  for (const branch of branches.slice()) {
    const { name, footprint, children } = branch;
    const isIt = sameTransition(name, step.name);
    const isLeaf = children.length === 0;
    if (!isIt && mustDepend(step, branch)) continue;
    const isStillSure = isSure && (isIt || !depend(step, branch));
    const sequence = isIt ? before : [...before, { name, footprint }];
    if (isIt) for (const rest of sequencesOf(children)) taken.push([...sequence, ...rest]);
    else if (!isLeaf) takeOut(children, step, sequence, taken, standing, isStillSure);
    else if (standing === 'initials' || isStillSure) taken.push([...sequence]);
    const isTaken = isIt || (isLeaf ? standing === 'weak initials' : children.length === 0);
    if (isStillSure && isTaken) branches.splice(branches.indexOf(branch), 1);
  }
}

/** Whether two steps are known to depend on each other, whatever the program does after one that never was. */
function mustDepend(a: Wanted, b: Wanted): boolean {
  if (b.footprint?.ends !== true) return depend(a, b);
  return depend(a, { name: b.name, footprint: { ...b.footprint, ends: false } });
}

function sequencesOf(branches: readonly Branch[]): readonly (readonly Wanted[])[] {
  if (branches.length === 0) return [[]];
  return branches.flatMap(({ name, footprint, children }) =>
    sequencesOf(children).map((rest) => [{ name, footprint }, ...rest]),
  );
}

/** What follows is one of the orders that a shorter sequence leaves to the search. */
export function leaveFree(branches: readonly Branch[]): void {
  for (const branch of branches) {
    branch.free = true;
    leaveFree(branch.children);
  }
}

function has(steps: readonly Wanted[], name: TransitionName): boolean {
  for (const step of steps) if (sameTransition(step.name, name)) return true;
  return false;
}

function standIn<S extends Wanted & { readonly inHand?: true }>(
  steps: readonly S[],
  sequence: readonly Wanted[],
  standing: Standing,
): S | undefined {
  for (const step of steps) {
    if (!isWeakInitial(step, sequence)) continue;
    if ((standing === 'weak initials' && step.inHand !== true) || has(sequence, step.name)) return step;
  }
  return undefined;
}

/** Whether two steps may not be exchanged: they conflict, need the same operation, or too little is known. */
export function depend(a: Wanted, b: Wanted): boolean {
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

/** Whether `step`, which is in `sequence`, depends on nothing before it there. */
function isInitial(step: Wanted, sequence: readonly Wanted[]): boolean {
  for (const other of sequence) {
    if (other === step) return true;
    if (depend(step, other)) return false;
  }
  return true;
}
