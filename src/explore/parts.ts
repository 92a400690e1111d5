/**
 * A search in parts that are explored at the same time, each by a search of its own in a world of its own.
 *
 * A part is the subtree below a branch of a node that is nobody's alone (a spot). It is explored as if all branches handed
 * out before it had been explored: they sleep in it, whether or not they are over, for what begins with one of them is
 * explored there. What a part would plan at a spot above it is planned here. A part gives away its highest nodes when
 * others have nothing to do; they become spots, and what is left of it is below them.
 *
 * Others divide their search by subtrees too (Lång and Sagonas, Parallel Graph-Based Stateless Model Checking, ATVA 2020).
 * Here sleep sets must be right while subtrees are explored out of order: what is still in hand elsewhere stands for less than
 * what is behind (see `Sleeper`), so that every part is complete by itself.
 */
import { invariant } from '../base/assert.ts';
import type { Footprint } from './footprint.ts';
import type { Frontier, NodeState } from './frontier.ts';
import { nodeOf, stateOf } from './frontier.ts';
import type { Learnt } from './learnt.ts';
import type { Node, Sleeper } from './path.ts';
import { depend } from './path.ts';
import type { Note } from './reversals.ts';
import { Reversals } from './reversals.ts';
import type { Reduction } from './search.ts';
import { Trail } from './trail.ts';
import type { TransitionName } from './transition.ts';
import { sameTransition } from './transition.ts';

/** A node that a part gives away, with what the step taken there uses. */
export interface Given {
  readonly node: NodeState;
  readonly used: Footprint;
}

/** Where something is below a spot: the node as it was when that branch was handed out. */
interface Place {
  readonly spot: Spot;
  readonly via: NodeState;
}

/** A node of which branches are explored by several. */
class Spot {
  readonly node: Node;
  readonly depth: number;
  readonly above: Place | undefined;
  /** Its branches that are not over. */
  inHand: TransitionName[];
  /** Whether it is known what the step uses that was handed out last; until then no more can be. */
  isKnown = true;
  /** What came to be planned meanwhile. */
  readonly waiting: { readonly own: TransitionName; readonly sequence: Note['sequence'] }[] = [];

  constructor(node: Node, depth: number, above: Place | undefined) {
    this.node = node;
    this.depth = depth;
    this.above = above;
    this.inHand = [node.chosen];
  }

  /** The node as one has it who explores the branch that is chosen: what is in hand sleeps there all the same. */
  get state(): NodeState {
    const { node, inHand } = this;
    const isInHand = ({ name }: Sleeper): boolean => inHand.some((other) => sameTransition(other, name));
    const done = node.done.map((sleeper) => (isInHand(sleeper) ? { ...sleeper, inHand: true as const } : sleeper));
    return { ...stateOf(node), done };
  }

  /** Whether all that is in hand conflicts with the branch that is next. */
  get isFree(): boolean {
    const { node, inHand } = this;
    const [next] = node.branches;
    if (next === undefined || inHand.length === 0) return true;
    return node.done.every(
      (sleeper) => depend(sleeper, next) || !inHand.some((other) => sameTransition(other, sleeper.name)),
    );
  }

  /** A branch is over. */
  leave(branch: TransitionName): void {
    this.inHand = this.inHand.filter((other) => !sameTransition(other, branch));
  }
}

/** A part in hand. */
export class Part {
  /** Where it begins; undefined for the whole. */
  above: Place | undefined;

  constructor(above: Place | undefined) {
    this.above = above;
  }
}

export class Parts {
  /** Nodes with branches that nobody has. */
  readonly #spots: Set<Spot> = new Set<Spot>();
  readonly #reversals: Reversals;
  #open = 0;
  /** Whether nothing was handed out yet. */
  isNew = true;

  /** `learnt`: as searches learnt it, for they plan the same way. */
  constructor(reduction: Reduction, learnt: Learnt) {
    const planning = reduction === 'source' ? 'first steps' : 'sequences';
    this.#reversals = new Reversals([], new Trail(), learnt, planning);
  }

  /** The part that is all of a search. */
  whole(): Part {
    this.#open++;
    this.isNew = false;
    return new Part(undefined);
  }

  /** Whether no part is in hand and none is left. */
  get isOver(): boolean {
    return this.#open === 0;
  }

  /** How many branches could be handed out now, each as a part. */
  get available(): number {
    let available = 0;
    for (const { node, isKnown } of this.#spots) if (isKnown && node.branches.length > 0) available++;
    return available;
  }

  /** The highest branch that nobody has, as a part, and the path to it. */
  take(): { readonly part: Part; readonly frontier: Frontier } | undefined {
    for (;;) {
      const spot = this.#best();
      if (spot === undefined) return undefined;
      const { node, depth } = spot;
      if (!node.advance()) {
        // Nothing that was planned there can happen, so that it may be over.
        this.#close(spot);
        continue;
      }
      spot.isKnown = false;
      spot.inHand.push(node.chosen);
      const part = new Part({ spot, via: spot.state });
      return { part, frontier: { nodes: pathTo(part.above), planned: depth, floor: depth + 1 } };
    }
  }

  /** The first step of a part was taken: others that come after it at its spot can be told what it uses. */
  started({ above }: Part, used: Footprint): void {
    invariant(above !== undefined, 'the whole has no first step');
    const { spot, via } = above;
    spot.node.done = [...spot.node.done, { name: via.chosen, footprint: used }];
    this.#know(spot);
  }

  /** A part gives away its nodes down to the last of `given`. */
  gave(part: Part, given: readonly Given[]): void {
    for (const { node: state, used } of given) {
      const depth = part.above === undefined ? 0 : part.above.spot.depth + 1;
      const node = nodeOf(state);
      node.done = [...node.done, { name: state.chosen, footprint: used }];
      const spot = new Spot(node, depth, part.above);
      this.#spots.add(spot);
      part.above = { spot, via: state };
    }
  }

  /** A part would have planned this at the nodes above it. */
  noted({ above }: Part, notes: readonly Note[]): void {
    for (const { index, sequence } of notes) {
      let place = above;
      while (place !== undefined && place.spot.depth > index) place = place.spot.above;
      invariant(place?.spot.depth === index, 'something was planned at a node that is not shared');
      this.#plan(place.spot, place.via.chosen, sequence);
    }
  }

  /** A part was explored. */
  ended({ above }: Part): void {
    if (above === undefined) this.#open--;
    else this.#leave(above);
  }

  /** The share of the whole that is behind, when the second of each pair is that of a part in hand (see `share.ts`). */
  explored(inHand: Iterable<readonly [Part, number]>): number {
    let left = 0;
    for (const [{ above }, own] of inHand) left += (above === undefined ? 1 : shareOfEach(above.spot)) * (1 - own);
    for (const spot of this.#spots) left += shareOfEach(spot) * spot.node.branches.length;
    return Math.max(0, 1 - left);
  }

  /** Rather a spot whose next branch leaves nothing asleep that is in hand, and then the highest: its subtree is the largest. */
  #best(): Spot | undefined {
    let best: Spot | undefined;
    let isBestFree = false;
    for (const spot of this.#spots) {
      if (!spot.isKnown || spot.node.branches.length === 0) continue;
      const isFree = spot.isFree;
      if (best !== undefined && (isFree === isBestFree ? spot.depth >= best.depth : isBestFree)) continue;
      best = spot;
      isBestFree = isFree;
    }
    return best;
  }

  /**
   * Plans at a spot what was found below its branch `own`. That branch is in hand and not yet behind, as it is when one search
   * plans; all others that were handed out count as explored.
   */
  #plan(spot: Spot, own: TransitionName, sequence: Note['sequence']): void {
    const { node } = spot;
    if (sequence === 'again') {
      node.replan(this.#reversals.standing);
      this.#know(spot);
    } else if (!spot.isKnown) spot.waiting.push({ own, sequence });
    else if (sequence === 'all') node.addAll();
    else {
      const all: readonly Sleeper[] = node.done;
      node.done = all.filter(({ name }) => !sameTransition(name, own));
      this.#reversals.insert(node, sequence);
      node.done = all;
    }
  }

  /** It is known what was handed out last: others can be, and what waited for that is planned. */
  #know(spot: Spot): void {
    spot.isKnown = true;
    for (const { own, sequence } of spot.waiting.splice(0)) this.#plan(spot, own, sequence);
  }

  #leave({ spot, via }: Place): void {
    spot.leave(via.chosen);
    this.#close(spot);
  }

  /** A spot with nothing in hand and nothing left is over, and with it the branch it is below. */
  #close(spot: Spot): void {
    if (spot.inHand.length > 0 || spot.node.branches.length > 0) return;
    this.#spots.delete(spot);
    if (spot.above === undefined) this.#open--;
    else this.#leave(spot.above);
  }
}

/** The share of the whole that each branch of a spot has. */
function shareOfEach(spot: Spot): number {
  let share = 1;
  for (let at: Spot | undefined = spot; at !== undefined; at = at.above?.spot) {
    share /= at.node.done.length + (at.isKnown ? 0 : 1) + at.node.branches.length;
  }
  return share;
}

/** The nodes from the root down to a place, each as it was when the branch was handed out that leads there. */
function pathTo(place: Place | undefined): NodeState[] {
  const nodes: NodeState[] = [];
  for (let at = place; at !== undefined; at = at.spot.above) nodes.push(at.via);
  return nodes.reverse();
}
