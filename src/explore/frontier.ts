/**
 * A search in hand, as data: the path with what was and is still to be tried on it, and what was learnt. Renamed, it goes
 * on in another world: in another thread, or when the program is checked again.
 */
import type { Learnt } from './learnt.ts';
import type { Renaming } from './names.ts';
import { renamedFootprint, renamedIdentity, renamedPlace, renamedTransition } from './names.ts';
import type { Branch, Sleeper, Wanted } from './path.ts';
import { Node } from './path.ts';
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
  readonly restless: readonly string[];
  /** Whether the program races promises, so that it is kept in which order they settle. */
  readonly ranks: boolean;
}

export function stateOf(node: Node): NodeState {
  const { enabled, sleep, done, branches, guide, alone, guided, chosen } = node;
  return { enabled, sleep, done, branches, guide, alone, guided, chosen };
}

/** A node whose lists are its own. */
export function nodeOf({ enabled, sleep, done, branches, guide, alone, guided, chosen }: NodeState): Node {
  const node = new Node(enabled, sleep, chosen, alone);
  if (done.length > 0) node.done = done;
  for (const branch of branches) node.plan(branch);
  node.guide = guide;
  node.guided = guided;
  return node;
}

export function renamedFrontier({ nodes, planned, floor }: Frontier, names: Renaming): Frontier {
  return { nodes: nodes.map((node) => renamedNode(node, names)), planned, floor };
}

export function renamedNode(node: NodeState, names: Renaming): NodeState {
  const { enabled, sleep, done, branches, guide, alone, guided, chosen } = node;
  return {
    enabled: enabled.map((name) => renamedTransition(name, names)),
    sleep: sleep.map((sleeper) => renamedSleeper(sleeper, names)),
    done: done.map((sleeper) => renamedSleeper(sleeper, names)),
    branches: branches.map((branch) => renamedBranch(branch, names)),
    guide: guide.map((branch) => renamedBranch(branch, names)),
    alone,
    guided,
    chosen: renamedTransition(chosen, names),
  };
}

export function renamedWanted({ name, footprint }: Wanted, names: Renaming): Wanted {
  return {
    name: renamedTransition(name, names),
    footprint: footprint === undefined ? undefined : renamedFootprint(footprint, names),
  };
}

function renamedSleeper({ name, footprint, inHand }: Sleeper, names: Renaming): Sleeper {
  const renamed = { name: renamedTransition(name, names), footprint: renamedFootprint(footprint, names) };
  return inHand === true ? { ...renamed, inHand } : renamed;
}

function renamedBranch({ name, footprint, children, since }: Branch, names: Renaming): Branch {
  const wanted = renamedWanted({ name, footprint }, names);
  return { ...wanted, children: children.map((child) => renamedBranch(child, names)), since };
}

export function learntState(learnt: Learnt, ranks: boolean): LearntState {
  const { explicitStarts, opaque, erring, racing, stranded, restless } = learnt;
  return {
    explicitStarts: [...explicitStarts],
    opaque: [...opaque],
    erring: [...erring],
    racing: [...racing],
    stranded: [...stranded],
    restless: [...restless],
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
    restless: learnt.restless.map((key) => {
      const [object, place] = key.split(':').map(Number) as [number, number];
      return `${identity(object)}:${renamedPlace(place, names)}`;
    }),
    ranks: learnt.ranks,
  };
}

/** Adds what was learnt elsewhere. */
export function addLearnt(
  known: Learnt,
  { explicitStarts, opaque, erring, racing, stranded, restless }: LearntState,
): void {
  for (const one of explicitStarts) known.explicitStarts.add(one);
  for (const one of opaque) known.opaque.add(one);
  for (const one of erring) known.erring.add(one);
  for (const one of racing) known.racing.add(one);
  for (const one of stranded) known.stranded.add(one);
  for (const one of restless) known.restless.add(one);
}
