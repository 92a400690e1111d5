/**
 * The search: runs the program again and again until every essentially different order has happened.
 *
 * Optimal DPOR (POPL 2014): each execution replays the path to the deepest node that has something left to try, tries it,
 * and goes on from there; `Reversals` says what is to be tried. With reduction off everything is tried at every node. The
 * search is a generator that yields every few steps, where the program is quiescent, so that whoever drives it can stop,
 * look, or let the event loop turn.
 */
import type { Model } from '../trace/model.ts';
import { isLeftTo, nodeBeyond } from './beyond.ts';
import { Context, Identities, Tracker } from './context.ts';
import { Execution } from './execution.ts';
import { isSilent } from './footprint.ts';
import type { Frontier } from './frontier.ts';
import { nodeOf, stateOf } from './frontier.ts';
import { guidedNode } from './guided-node.ts';
import { inQueueOrder } from './inbox.ts';
import { Learnt, learn, toldOf } from './learnt.ts';
import { needlessSteps, withLives } from './lives.ts';
import type { Network } from './network.ts';
import { isOptional, obligations } from './network.ts';
import { NotRepeatable } from './not-repeatable.ts';
import type { Given } from './parts.ts';
import type { Sleeper } from './path.ts';
import { Node } from './path.ts';
import { pick } from './pick.ts';
import type { Note } from './reversals.ts';
import { Reversals } from './reversals.ts';
import type { Watched } from './seen.ts';
import { exploredShare, forkOf } from './share.ts';
import { isAsleep, leftAsleep, missedBy } from './sleep.ts';
import type { ExecutionSettings, Step } from './step.ts';
import { Trail } from './trail.ts';
import type { Transition, TransitionName } from './transition.ts';
import { nameOf, sameTransition } from './transition.ts';

/**
 * How much is left out: all but `naive` leave out equivalent executions only, and `optimal` all of those; `cached`: see
 * `CachedSearch`.
 */
export type Reduction = 'optimal' | 'source' | 'sleep' | 'naive' | 'cached';

export interface SearchSettings {
  readonly reduction: Reduction;
  /** Steps after which an execution is cut. */
  readonly maxSteps: number;
  readonly seed: number;
  readonly ticks: number;
  readonly model: Model;
  /** Whether processes share plain state, so that all steps conflict. */
  readonly everythingEntangled: boolean;
  /** Whether every process's first step is a step of the search. */
  readonly everyStart: boolean;
}

/**
 * How an execution ended. `redundant`: it was cut because it is equivalent to one explored before. `merged`: it came to a
 * state from which everything was explored before.
 */
export type End = 'complete' | 'redundant' | 'cut' | 'merged';

/** Looks at what the search does. */
export interface Observer {
  /** A step was taken that no execution before took at this point. */
  step(execution: Execution, step: Step, index: number): void;
  /** An execution begins; it repeats the first `kept` steps of the one before. */
  begin(execution: Execution, kept: number): void;
  /** Main has run to its first wait. */
  begun?(execution: Execution): void;
  /** An execution ended. */
  end(execution: Execution, how: End): void;
  /** What was counted so far is void: the search starts again knowing more. */
  restart(): void;
}

/** What searches of one program share: names stay the same across them, and what one learnt the next need not. */
export class SearchWorld {
  readonly name: string;
  readonly instantiate: () => () => unknown;
  readonly identities: Identities = new Identities();
  readonly tracker: Tracker = new Tracker(this.identities);
  readonly root: Context = new Context(undefined, this.identities);
  readonly learnt: Learnt = new Learnt();
  /** Processes, by number, whose start is a step of a schedule that is replayed. */
  explicitIndices: ReadonlySet<number> = new Set();
  /** What properties need, where there are any. */
  watched: Watched | undefined = undefined;

  constructor(name: string, instantiate: () => () => unknown) {
    this.name = name;
    this.instantiate = instantiate;
  }
}

export class Search {
  readonly settings: SearchSettings;
  readonly world: SearchWorld;
  /** Steps performed, replayed ones included. */
  stepsPerformed = 0;
  /** The execution in hand. */
  execution: Execution | undefined = undefined;
  readonly #observer: Observer;
  readonly #learnt: Learnt;
  readonly #path: Node[] = [];
  readonly #trail: Trail = new Trail();
  readonly #reversals: Reversals;
  readonly #reverses: boolean;
  #mustRestart = false;
  #hasBegun = false;
  /** Whether no execution was cut. */
  #isWhole = true;
  /** How many nodes of a path that was taken over need no planning. */
  #planned = 0;
  /** The step that is taken, where it may be interrupted before all was planned that follows from it. */
  #inHand = Infinity;
  /** Whether it is part of a search that others take part in: then it ends when it learns something. */
  isPart = false;

  constructor(world: SearchWorld, settings: SearchSettings, observer: Observer) {
    this.world = world;
    this.settings = settings;
    this.#learnt = world.learnt;
    this.#observer = observer;
    const { reduction } = settings;
    this.#reverses = reduction === 'optimal' || reduction === 'source';
    const planning = reduction === 'source' ? 'first steps' : 'sequences';
    this.#reversals = new Reversals(this.#path, this.#trail, this.#learnt, planning);
  }

  get tracker(): Tracker {
    return this.world.tracker;
  }

  /** The transitions of the execution in hand so far, in an order in which every channel is a queue. */
  names(): TransitionName[] {
    const { inboxes } = this.#learnt;
    if (inboxes.size > 0 && this.execution !== undefined) return inQueueOrder(this.execution.steps, inboxes);
    return this.#path.map((node) => node.chosen);
  }

  /** Runs one execution along `names`; `seen` is told of each step before it happens. */
  replay(
    names: readonly TransitionName[],
    explained: boolean,
    seen: (chosen: Transition, all: readonly Transition[]) => void,
  ): Execution {
    return this.follow(explained, (transitions, at) => {
      const name = names[at];
      if (name === undefined) return undefined;
      const chosen = transitions.find((transition) => sameTransition(transition, name));
      if (chosen === undefined) throw new NotRepeatable(this, this.execution as Execution, undefined);
      seen(chosen, transitions);
      return chosen;
    });
  }

  /** Runs one execution as `choose` says, until it says nothing; slowly and with lines when it is to be `explained`. */
  follow(
    explained: boolean,
    choose: (all: readonly Transition[], at: number) => Transition | undefined,
    holds = true,
  ): Execution {
    const execution = new Execution(this.tracker, this.executionSettings(explained, holds));
    this.execution = execution;
    this.#observer.begin(execution, 0);
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate());
    while (execution.panic === undefined) {
      const chosen = choose(execution.transitions(), execution.steps.length);
      if (chosen === undefined) break;
      execution.happen(chosen);
    }
    return execution;
  }

  /** What is left, to go on from in another search. */
  frontier(): Frontier {
    const path = this.#path;
    let planned = Math.min(path.length, this.#inHand);
    while (planned > this.#planned && path[planned - 1]?.step === undefined) planned--;
    return { nodes: path.map(stateOf), planned, floor: this.#reversals.floor };
  }

  /** Goes on from there; not once it has begun. */
  takeOver({ nodes, planned, floor }: Frontier): void {
    for (const node of nodes) this.#path.push(nodeOf(node));
    this.#planned = planned;
    this.#reversals.floor = floor;
  }

  /** Gives away its nodes down to the first with something left to try: from then on they belong to others. */
  giveAway(): readonly Given[] | undefined {
    const path = this.#path;
    const { floor } = this.#reversals;
    const last = path.findIndex(({ branches, step }, at) => at >= floor && branches.length > 0 && step !== undefined);
    if (last < 0) return undefined;
    this.#reversals.floor = last + 1;
    return path.slice(floor, last + 1).map((node) => ({ node: stateOf(node), used: (node.step as Step).footprint }));
  }

  /** What was to be planned at nodes that belong to others, since this was last asked. */
  takeNotes(): readonly Note[] {
    return this.#reversals.notes.splice(0);
  }

  /** The part of the whole that is behind it, as far as can be told; Knuth's estimate. */
  get explored(): number {
    return exploredShare(this.#path.slice(this.#reversals.floor).map(forkOf));
  }

  /** Whether it ended because it learnt something that all searches must know from their start. */
  get hasLearnt(): boolean {
    return this.#mustRestart;
  }

  /** Searches; yields every few steps. It has covered everything when it returns true. */
  *run(): Generator<void, boolean, void> {
    for (;;) {
      const how = yield* this.#execute();
      if (this.#mustRestart) {
        if (this.isPart) return false;
        this.#restart();
        continue;
      }
      if (how === 'cut') this.#isWhole = false;
      if (!this.#backtrack()) return this.#isWhole;
      yield* this.#pause();
    }
  }

  /** What an execution of this search is told. `holds`: whether loops that only go round again wait. */
  executionSettings(explained: boolean, holds = true): ExecutionSettings {
    const { ticks, model, seed, everythingEntangled, everyStart } = this.settings;
    const told = toldOf(this.#learnt, holds);
    const { explicitIndices, watched } = this.world;
    return { ...told, explicitIndices, everyStart, everythingEntangled, ticks, model, seed, explained, watched };
  }

  /** When it is next time to let others look. */
  #due = 0;

  *#pause(): Generator<void, void, void> {
    this.#due = this.stepsPerformed + pauseSteps;
    yield;
  }

  #restart(): void {
    this.#mustRestart = false;
    this.#hasBegun = false;
    this.#isWhole = true;
    this.#planned = 0;
    this.#inHand = Infinity;
    this.#reversals.hasLearnt = false;
    this.#forget(0);
    this.#observer.restart();
  }

  #forget(length: number): void {
    this.#path.length = length;
    this.#trail.cut(length);
  }

  *#execute(): Generator<void, End | 'dropped', void> {
    const execution = this.#begin();
    if (this.#mustRestart) return 'cut';
    const path = this.#path;
    const last = path.length - 1;
    for (let index = 0; index <= last; index++) {
      const node = path[index] as Node;
      this.#reversals.isSilent = index < this.#planned;
      const mayPlan = node.step === undefined && index >= this.#planned;
      const chosen = mayPlan ? this.#findPlanned(execution, node, index) : execution.find(node.chosen);
      if (chosen === undefined && mayPlan) {
        this.#planned = 0;
        return 'dropped';
      }
      if (chosen === undefined) throw new NotRepeatable(this, execution, node.step);
      if (node.step === undefined) this.#happen(execution, chosen, node, index, nothing);
      else this.#repeat(execution, chosen, node.step);
      if (this.#mustRestart) return 'cut';
      if (this.stepsPerformed >= this.#due) yield* this.#pause();
    }
    this.#planned = 0;
    this.#reversals.isSilent = false;
    const how = yield* this.#goOn(execution);
    this.#observer.end(execution, how);
    if (how === 'complete' && execution.panic === undefined && execution.network.nodes.length > 0)
      this.#goBeyond(execution);
    return how;
  }

  /** The step planned at `node`, where the execution stands, or the next one planned there when it cannot happen. */
  #findPlanned(execution: Execution, node: Node, index: number): Transition | undefined {
    for (;;) {
      const found = execution.find(node.chosen);
      if (found !== undefined) return found;
      this.#reversals.infeasible(execution, [{ name: node.chosen, footprint: undefined }]);
      if (index < this.#reversals.floor) {
        this.#reversals.replanned(index);
        return undefined;
      }
      node.replan(this.#reversals.standing);
      if (!node.advance()) return undefined;
    }
  }

  #begin(): Execution {
    const path = this.#path;
    const last = path[path.length - 1];
    const isTakenOver = this.#planned > 0;
    const kept = last === undefined || isTakenOver ? 0 : last.step === undefined ? path.length - 1 : path.length;
    const settings = { ...this.executionSettings(false), inboxes: this.#learnt.inboxes };
    const execution = new Execution(this.tracker, settings, this.#trail);
    this.execution = execution;
    this.#observer.begin(execution, kept);
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate(), this.#hasBegun);
    this.#hasBegun = true;
    this.#observer.begun?.(execution);
    this.#takeIn(execution.network);
    if (this.learn(execution)) this.#mustRestart = true;
    return execution;
  }

  /** The execution is over, and what could still happen need not: it is tried from there. */
  #goBeyond(execution: Execution): void {
    const node = nodeBeyond(execution.transitions(), this.#sleepHere(), this.#path[this.#path.length - 1]?.guide);
    if (node !== undefined) this.#path.push(node);
  }

  /** Where nodes may crash or be cut off, every operation may have to go otherwise. */
  #takeIn({ isMortal, isHostile }: Network): void {
    this.#reversals.lives = isMortal ? (sequence) => withLives(sequence, this.tracker) : undefined;
    this.#reversals.needless = isHostile
      ? (index, end, last) => needlessSteps(this.#path, this.#trail, this.tracker, index, end, last)
      : undefined;
    if (isHostile) this.#learnt.choosing = true;
  }

  *#goOn(execution: Execution): Generator<void, End, void> {
    while (execution.panic === undefined) {
      const isFull = this.#path.length >= this.settings.maxSteps;
      const quiet = this.settings.everythingEntangled ? undefined : execution.findQuiet(this.#learnt.opaque);
      if (quiet !== undefined) {
        if (isFull) return 'cut';
        this.#happenAlone(execution, quiet);
        if (this.#mustRestart) return 'cut';
        continue;
      }
      const transitions = execution.transitions();
      if (transitions.every(isOptional)) break;
      if (execution.onlyGoesRound(transitions)) {
        // Whoever waits has been met, or will be, in the turn before, which is the same.
        if (this.#reverses) this.#reversals.blocked(execution, []);
        return 'redundant';
      }
      if (isFull) return 'cut';
      const node = this.#newNode(execution, transitions);
      if (node === undefined) {
        if (this.#reverses) {
          this.#reversals.blocked(execution, transitions);
          this.#reversals.asleep(transitions, this.#sleepHere());
        }
        return 'redundant';
      }
      const index = this.#path.length;
      this.#path.push(node);
      const chosen = transitions.find((transition) => sameTransition(transition, node.chosen)) as Transition;
      this.#happen(execution, chosen, node, index, transitions);
      if (this.#mustRestart) return 'cut';
      if (this.stepsPerformed >= this.#due) yield* this.#pause();
    }
    if (this.#reverses) this.#reversals.blocked(execution, []);
    return 'complete';
  }

  #repeat(execution: Execution, chosen: Transition, known: Step): void {
    this.stepsPerformed++;
    if (!execution.repeat(chosen, known)) throw new NotRepeatable(this, execution, known);
  }

  #happen(
    execution: Execution,
    transition: Transition,
    node: Node,
    index: number,
    transitions: readonly Transition[],
  ): void {
    this.#inHand = index;
    const missed = missedBy(node, execution);
    const takes = transition.message === undefined ? nothing : execution.waysOf(transition.pending);
    const step = execution.happen(transition);
    this.stepsPerformed++;
    node.step = step;
    if (this.learn(execution)) this.#mustRestart = true;
    if (this.#mustRestart) return;
    if (this.settings.reduction === 'optimal') node.adopt(this.#reversals.standing);
    if (this.#reverses && !node.alone) {
      this.#reversals.step(index, step, missed, execution.pending);
      // Before time passes all is sent that can be, so that not only the order of what is taken matters.
      if (!execution.clock.isKnown) this.#reversals.messages(index, step, takes);
      if (this.#reversals.hasLearnt) {
        this.#mustRestart = true;
        return;
      }
      if (step.footprint.ends) this.#reversals.all(index);
      else if (this.#plansAlternatives(node, step)) this.#reversals.alternatives(index, step, transitions);
    }
    this.#observer.step(execution, step, index);
    this.#inHand = Infinity;
  }

  /**
   * With a planned sequence its alternatives are planned too, but by a search that may go on elsewhere and come too late, and not
   * that a poll goes round again, which it could not where the sequence was seen.
   */
  #plansAlternatives({ guided }: Node, { transition: { pending, sender } }: Step): boolean {
    const spins = pending.spin !== undefined || sender?.spin !== undefined;
    return (!guided || this.isPart || spins) && !this.#reversals.isSilent;
  }

  /** Notes what the execution came across that should have been known from its start; whether there was anything. */
  learn(execution: Execution): boolean {
    return learn(this.#learnt, execution);
  }

  #newNode(execution: Execution, transitions: readonly Transition[]): Node | undefined {
    const sleep = this.#sleepHere();
    const awake = sleep.length === 0 ? transitions : transitions.filter((transition) => !isAsleep(transition, sleep));
    const due = obligations(awake);
    // What sleeps may be woken by what need not happen.
    const [first = awake[0]] = due;
    const enabled = transitions.map(nameOf);
    const guide = this.#path[this.#path.length - 1]?.guide ?? nothing;
    const guided = guide.length === 0 ? undefined : guidedNode(enabled, sleep, guide);
    const isFree = first !== undefined && isLeftTo(guide, transitions);
    if (guided !== undefined && !isFree) return guided;
    if (first === undefined) return undefined;
    const node = new Node(enabled, sleep, nameOf(pick(this.#path, due, first)), false);
    const { reduction } = this.settings;
    // First steps alone do not say which of those that need not happen are to follow.
    const isBlind = reduction === 'source' && execution.network.isHostile;
    if (reduction === 'naive' || reduction === 'sleep' || isBlind || due.length === 0) node.addAll();
    if (isFree) for (const branch of guide) node.plan({ ...branch });
    else if (guide.length > 0) {
      // What was planned cannot happen, so that it is not known what should: everything is tried.
      this.#reversals.infeasible(execution, guide);
      node.guided = true;
      node.addAll();
    }
    return node;
  }

  /** Takes a step that conflicts with none, so that nothing else need be tried beside it. */
  #happenAlone(execution: Execution, quiet: Transition): void {
    const index = this.#path.length;
    const node = new Node(nothing, this.#sleepHere(), nameOf(quiet), true);
    node.guide = this.#path[index - 1]?.guide ?? nothing;
    this.#path.push(node);
    const step = execution.happen(quiet);
    this.stepsPerformed++;
    node.step = step;
    if (this.learn(execution)) this.#mustRestart = true;
    if (!isSilent(step.footprint)) {
      this.#learnt.opaque.add(quiet.identity);
      this.#mustRestart = true;
    }
    if (this.#mustRestart) return;
    this.#observer.step(execution, step, index);
  }

  #sleepHere(): readonly Sleeper[] {
    const parent = this.#path[this.#path.length - 1];
    const { reduction } = this.settings;
    if (parent === undefined || reduction === 'naive') return nothing;
    const { sleep, done } = parent;
    const asleep = leftAsleep(sleep, parent);
    const fallen = leftAsleep(done, parent);
    if (fallen.length === 0) return asleep;
    return asleep.length === 0 ? fallen : [...asleep, ...fallen];
  }

  #backtrack(): boolean {
    const path = this.#path;
    const { floor } = this.#reversals;
    for (let node = path[path.length - 1]; node !== undefined && path.length > floor; node = path[path.length - 1]) {
      if (node.advance()) {
        this.#trail.cut(path.length - 1);
        return true;
      }
      path.pop();
    }
    return false;
  }
}

/** How many steps are taken before others may look. */
const pauseSteps = 32;

const nothing: readonly never[] = [];
