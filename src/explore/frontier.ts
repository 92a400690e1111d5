/**
 * A search in hand, as data: the path with what was and is still to be tried on it, and what was learnt. Renamed, it goes
 * on in another world: in another thread, or when the program is checked again.
 */

import type { Footprint } from './footprint.ts';
import type { Learnt } from './learnt.ts';
import type { Renaming } from './names.ts';
import { renamedFootprint, renamedIdentity, renamedTransition } from './names.ts';
import type { Branch, Sleeper, Wanted } from './path.ts';
import { Node } from './path.ts';
import type { Note } from './reversals.ts';
import { renamedLoop } from './spin.ts';
import type { TransitionName } from './transition.ts';

/** A node of the path. */
export interface NodeState {
  readonly enabled: readonly TransitionName[];
  readonly sleep: readonly Sleeper[];
  readonly done: readonly Sleeper[];
  readonly branches: readonly Branch[];
  readonly guide: readonly Branch[];
  readonly alone: boolean;
  readonly guided: boolean;
  readonly chosen: TransitionName;
  readonly wanted: Footprint | undefined;
}

/** A path that is to be gone along, and on from. */
export interface Frontier {
  readonly nodes: readonly NodeState[];
  /** How many of them need not be looked at for what their steps could have come before: that was done. */
  readonly planned: number;
  /** How many of them belong to others: nothing of what is still to be tried there is tried. */
  readonly floor: number;
}

/** What searches learnt, as lists. */
export interface LearntState {
  readonly explicitStarts: readonly number[];
  readonly opaque: readonly number[];
  readonly erring: readonly number[];
  readonly racing: readonly number[];
  readonly stranded: readonly number[];
  readonly spinning: readonly number[];
  readonly loops: readonly string[];
  readonly counting: readonly number[];
  readonly inboxes: readonly number[];
  readonly crowded: readonly number[];
  readonly open: boolean;
  readonly choosing: boolean;
  /** Whether the program races promises, so that it is kept in which order they settle. */
  readonly ranks: boolean;
}

export function stateOf(node: Node): NodeState {
  const { enabled, sleep, done, branches, guide, alone, guided, chosen, wanted } = node;
  return { enabled, sleep, done, branches, guide, alone, guided, chosen, wanted };
}

/** A node whose lists are its own. */
export function nodeOf({ enabled, sleep, done, branches, guide, alone, guided, chosen, wanted }: NodeState): Node {
  const node = new Node(enabled, sleep, chosen, alone);
  if (done.length > 0) node.done = done;
  for (const branch of branches) node.plan(branch);
  node.guide = guide;
  node.guided = guided;
  node.wanted = wanted;
  return node;
}

export function renamedFrontier({ nodes, planned, floor }: Frontier, names: Renaming): Frontier {
  return { nodes: nodes.map((node) => renamedNode(node, names)), planned, floor };
}

export function renamedNode(node: NodeState, names: Renaming): NodeState {
  const { enabled, sleep, done, branches, guide, alone, guided, chosen, wanted } = node;
  return {
    enabled: enabled.map((name) => renamedTransition(name, names)),
    sleep: sleep.map((sleeper) => renamedSleeper(sleeper, names)),
    done: done.map((sleeper) => renamedSleeper(sleeper, names)),
    branches: branches.map((branch) => renamedBranch(branch, names)),
    guide: guide.map((branch) => renamedBranch(branch, names)),
    alone,
    guided,
    chosen: renamedTransition(chosen, names),
    wanted: wanted === undefined ? undefined : renamedFootprint(wanted, names),
  };
}

export function renamedNote({ index, sequence }: Note, names: Renaming): Note {
  if (typeof sequence === 'string') return { index, sequence };
  return { index, sequence: sequence.map((wanted) => renamedWanted(wanted, names)) };
}

function renamedWanted({ name, footprint }: Wanted, names: Renaming): Wanted {
  return {
    name: renamedTransition(name, names),
    footprint: footprint === undefined ? undefined : renamedFootprint(footprint, names),
  };
}

function renamedSleeper({ name, footprint, inHand }: Sleeper, names: Renaming): Sleeper {
  const renamed = { name: renamedTransition(name, names), footprint: renamedFootprint(footprint, names) };
  return inHand === true ? { ...renamed, inHand } : renamed;
}

function renamedBranch({ name, footprint, children, free }: Branch, names: Renaming): Branch {
  const wanted = renamedWanted({ name, footprint }, names);
  return { ...wanted, children: children.map((child) => renamedBranch(child, names)), free };
}

export function learntState(learnt: Learnt, ranks: boolean): LearntState {
  return {
    explicitStarts: [...learnt.explicitStarts],
    opaque: [...learnt.opaque],
    erring: [...learnt.erring],
    racing: [...learnt.racing],
    stranded: [...learnt.stranded],
    spinning: [...learnt.spinning],
    loops: [...learnt.loops],
    counting: [...learnt.counting],
    inboxes: [...learnt.inboxes],
    crowded: [...learnt.crowded],
    open: learnt.open,
    choosing: learnt.choosing,
    ranks,
  };
}

export function renamedLearnt(learnt: LearntState, names: Renaming): LearntState {
  const identity = (one: number): number => renamedIdentity(one, names);
  return {
    explicitStarts: learnt.explicitStarts.map(names.process),
    opaque: learnt.opaque.map(identity),
    erring: learnt.erring.map(identity),
    racing: learnt.racing.map(names.process),
    stranded: learnt.stranded.map(names.process),
    spinning: learnt.spinning.map(names.process),
    loops: learnt.loops.map((loop) => renamedLoop(loop, names.process)),
    counting: learnt.counting.map(names.process),
    inboxes: learnt.inboxes.map(identity),
    crowded: learnt.crowded.map(identity),
    open: learnt.open,
    choosing: learnt.choosing,
    ranks: learnt.ranks,
  };
}

/** Adds what was learnt elsewhere. */
export function addLearnt(known: Learnt, learnt: LearntState): void {
  addAll(known.explicitStarts, learnt.explicitStarts);
  addAll(known.opaque, learnt.opaque);
  addAll(known.erring, learnt.erring);
  addAll(known.racing, learnt.racing);
  addAll(known.stranded, learnt.stranded);
  addAll(known.spinning, learnt.spinning);
  addAll(known.loops, learnt.loops);
  addAll(known.counting, learnt.counting);
  addAll(known.inboxes, learnt.inboxes);
  addAll(known.crowded, learnt.crowded);
  if (learnt.open) known.open = true;
  if (learnt.choosing) known.choosing = true;
}

function addAll<T>(known: Set<T>, learnt: readonly T[]): void {
  for (const one of learnt) known.add(one);
}
