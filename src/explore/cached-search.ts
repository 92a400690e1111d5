/**
 * The search that tells states apart: depth first, and from a state that was seen before nothing is explored again.
 *
 * A program can only be run from its start, so a path is run again to each place with something left to try; from there it
 * goes on without. States are told apart by fingerprint (`stateOf`). They meet again where processes declare what they still
 * depend on (`checkpoint`). Steps that commute with whatever others may do are explored alone (`Ownership`); a node where
 * that was done is explored whole when it leads back to a state on its own path, so that nobody is put off for ever.
 *
 * A declaration may be a lie, so it is put to the test: what a process does after a history is compared with what it did
 * after another that it said came to the same, and some executions that could be cut are run to their end for that.
 */
import { Account } from './account.ts';
import { CachedNode } from './cached-path.ts';
import type { Tracker } from './context.ts';
import { keyOf } from './digest.ts';
import { Execution } from './execution.ts';
import type { Explorer } from './explorer.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import type { History } from './history.ts';
import { Insight } from './insight.ts';
import type { Round } from './livelock.ts';
import { fairRound, livelockIn } from './livelock.ts';
import { NotRepeatable } from './not-repeatable.ts';
import { joinPlace } from './places.ts';
import type { End, Observer, SearchSettings, SearchWorld } from './search.ts';
import { Search } from './search.ts';
import { stateOf } from './state-digest.ts';
import type { Step } from './step.ts';
import { Trail } from './trail.ts';
import type { Transition, TransitionName } from './transition.ts';
import { nameOf } from './transition.ts';

/** Steps without a choice after which a state is looked up all the same: a process may go round and round. */
const defaultStride = 8;
/** How often a state, and how often a declaration, is come to again before it is trusted. */
const firstProbes = 3;
/** From then on one in so many is run to its end. */
const laterProbes = 257;
/** After how many steps whoever drives the search may look. */
const pauseSteps = 32;

/** A process that went on differently after histories that should have come to the same. */
export interface BrokenWord {
  /** By number in its execution. */
  readonly process: number;
  /** The identity of its latest checkpoint; undefined when it had forgotten nothing. */
  readonly checkpoint: number | undefined;
  readonly path: readonly TransitionName[];
}

/** Is also told of executions whose last `length` steps can be repeated for ever, nobody being left out. */
export interface RoundObserver extends Observer {
  round?(execution: Execution, length: number): void;
}

export class CachedSearch implements Explorer {
  readonly world: SearchWorld;
  readonly settings: SearchSettings;
  stepsPerformed = 0;
  /** A process that did not keep its word, if one was found. */
  broken: BrokenWord | undefined = undefined;
  /** The shortest execution seen that ends with a round which can go on for ever though nobody is left out. */
  round: Round | undefined = undefined;
  /** How many executions were run on past a state that was known, to test declarations. */
  probes = 0;
  readonly #observer: RoundObserver;
  /** Runs single executions, has the one in hand, and learns. */
  readonly #single: Search;
  readonly #trail: Trail = new Trail();
  readonly #insight = new Insight();
  readonly #states = new FingerprintTable();
  readonly #declarations = new FingerprintTable();
  readonly #onPath = new Set<number>();
  readonly #stride: number;
  #nodes: CachedNode[] = [];
  #sinceLookup = 0;
  #mustStartAgain = false;
  #hasBegun = false;
  #merges = 0;
  /** When it is next time to let others look. */
  #due = 0;

  /** @param stride after how many steps without a choice a state is looked up. */
  constructor(world: SearchWorld, settings: SearchSettings, observer: RoundObserver, stride: number = defaultStride) {
    this.world = world;
    this.settings = settings;
    this.#observer = observer;
    this.#single = new Search(world, settings, observer);
    this.#stride = stride;
  }

  get tracker(): Tracker {
    return this.world.tracker;
  }

  get execution(): Execution | undefined {
    return this.#single.execution;
  }

  /** Different states at which there was a choice, or that were looked up in between. */
  get states(): number {
    return this.#states.size;
  }

  /** Whether nothing was forgotten at checkpoints, because processes also hear of one another in other ways. */
  get isUnmerged(): boolean {
    return this.#insight.isRaw;
  }

  names(): TransitionName[] {
    return this.#nodes.map(({ chosen }) => chosen);
  }

  replay(...parameters: Parameters<Explorer['replay']>): Execution {
    return this.#single.replay(...parameters);
  }

  follow(...parameters: Parameters<Explorer['follow']>): Execution {
    return this.#single.follow(...parameters);
  }

  *run(): Generator<void, boolean, void> {
    let whole = true;
    for (;;) {
      const how = yield* this.#explore();
      if (this.broken !== undefined) return false;
      if (this.#mustStartAgain || this.#insight.wasWrong) {
        this.#restart();
        whole = true;
        continue;
      }
      if (how === 'cut') whole = false;
      if (!this.#retreat()) return whole;
      yield* this.#pause();
    }
  }

  *#pause(): Generator<void, void, void> {
    this.#due = this.stepsPerformed + pauseSteps;
    yield;
  }

  #restart(): void {
    this.#mustStartAgain = false;
    this.#hasBegun = false;
    this.#insight.restart();
    this.#states.clear();
    this.#declarations.clear();
    this.#onPath.clear();
    this.#nodes = [];
    this.#trail.cut(0);
    this.#merges = 0;
    this.probes = 0;
    this.round = undefined;
    this.#observer.restart();
  }

  /** Runs the path again, and on from there until it ends. */
  *#explore(): Generator<void, End, void> {
    const account = this.#begin();
    const { execution } = account;
    const fixed = this.#nodes.length - 1;
    for (let index = 0; index <= fixed && !this.#isOver; index++) {
      const node = this.#nodes[index] as CachedNode;
      const chosen = execution.find(node.chosen);
      if (chosen === undefined) throw new NotRepeatable(this, execution, node.step);
      if (node.step === undefined) this.#take(account, chosen, node, index);
      else this.#repeat(account, chosen, node, node.step);
      if (this.stepsPerformed >= this.#due) yield* this.#pause();
    }
    const how = this.#isOver ? 'cut' : yield* this.#goOn(account);
    if (!this.#isOver) this.#observer.end(execution, how);
    account.close();
    return how;
  }

  #begin(): Account {
    const last = this.#nodes.at(-1);
    const kept = last !== undefined && last.step === undefined ? this.#nodes.length - 1 : this.#nodes.length;
    const execution = new Execution(this.tracker, this.#single.executionSettings(false), this.#trail);
    this.#single.execution = execution;
    // Whose promise it was that a process went on from matters here.
    this.tracker.ranks = true;
    const account = new Account(execution, this.#insight);
    this.#observer.begin(execution, kept);
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate(), this.#hasBegun);
    this.#compare(account.finish(!this.#hasBegun));
    this.#hasBegun = true;
    this.#learn(execution);
    this.#sinceLookup = 0;
    return account;
  }

  /** Whether what is being done is void. */
  get #isOver(): boolean {
    return this.#mustStartAgain || this.#insight.wasWrong || this.broken !== undefined;
  }

  *#goOn(account: Account): Generator<void, End, void> {
    const { execution } = account;
    while (execution.panic === undefined && !this.#isOver) {
      const transitions = execution.transitions();
      if (transitions.length === 0) break;
      // Whoever waits has been met, or will be, in the turn before, which is the same.
      if (execution.onlyGoesRound(transitions)) return 'merged';
      if (this.#nodes.length >= this.settings.maxSteps) return 'cut';
      const tried = this.#toTry(account, transitions);
      let state: number | undefined;
      if (tried.length > 1 || ++this.#sinceLookup >= this.#stride) {
        this.#sinceLookup = 0;
        const hash = stateOf(account);
        const visits = this.#states.get(hash);
        this.#states.set(hash, visits + 1);
        state = keyOf(hash);
        if (visits > 0) {
          if (this.#onPath.has(state)) this.#cameBack(account, state);
          if (this.#isToBeProbed(account, visits)) yield* this.#probe(account);
          return 'merged';
        }
        this.#onPath.add(state);
      }
      const node = new CachedNode(account, transitions, tried, state);
      const index = this.#nodes.length;
      this.#nodes.push(node);
      this.#take(account, tried[0] as Transition, node, index);
      if (this.stepsPerformed >= this.#due) yield* this.#pause();
    }
    return 'complete';
  }

  /** The path has led back to a state it came from. */
  #cameBack(account: Account, state: number): void {
    this.#nodes.at(-1)?.expand();
    const length = fairRound(state, this.#nodes, account);
    if (length > 0) this.#observer.round?.(account.execution, length);
    const round = livelockIn(this.#nodes, length, account);
    if (round !== undefined && (this.round === undefined || round.path.length < this.round.path.length))
      this.round = round;
  }

  /** Takes a step that no execution took here. */
  #take(account: Account, transition: Transition, node: CachedNode, index: number): void {
    const { process } = transition.pending;
    node.process = process.index;
    node.way = account.wayOf(transition);
    const step = account.execution.happen(transition);
    this.stepsPerformed++;
    const accesses = account.accessesOf(step);
    node.took(step, accesses, keyOf(account.history(process).whole));
    account.recall(accesses);
    this.#compare(account.finish(true));
    this.#learn(account.execution);
    if (this.#isOver) return;
    if (node.isAmple && !this.#isSilent(step)) node.expand();
    this.#observer.step(account.execution, step, index);
  }

  /** Takes the step of an earlier execution again. */
  #repeat(account: Account, transition: Transition, node: CachedNode, known: Step): void {
    const { execution } = account;
    this.stepsPerformed++;
    const isSame = execution.repeat(transition, known);
    if (!isSame || node.after !== keyOf(account.history(transition.pending.process).whole))
      throw new NotRepeatable(this, execution, known);
    account.recall(node.accesses);
    account.finish(false);
  }

  /** Whether the step touched nothing but its own object: what the process went on with could matter to others. */
  #isSilent({ footprint, object }: Step): boolean {
    return (
      !footprint.ends &&
      footprint.touches.every(
        (touch) =>
          (touch.object === object.id && touch.object !== 0) ||
          (touch.place === joinPlace && !this.world.learnt.erring.has(touch.object)),
      )
    );
  }

  /** The steps to try: those of one process where that is enough, else all. The same process goes on while it can. */
  #toTry(account: Account, transitions: readonly Transition[]): readonly Transition[] {
    const last = this.#nodes.at(-1)?.process;
    const ordered = [
      ...transitions.filter(({ pending }) => pending.process.index === last),
      ...transitions.filter(({ pending }) => pending.process.index !== last),
    ];
    if (this.settings.everythingEntangled || transitions.length === 1) return ordered;
    const { racing } = this.world.learnt;
    for (const { pending, sender } of ordered) {
      if (sender !== undefined || racing.has(pending.process.identity.id)) continue;
      const call = account.calls.get(pending);
      if (call !== undefined && account.isAlone(call)) return ordered.filter((other) => other.pending === pending);
    }
    return ordered;
  }

  /** Whether declarations made on this path were trusted too seldom so far. */
  #isToBeProbed(account: Account, visits: number): boolean {
    let isYoung = false;
    for (const { forgotAt, digest, isEnded } of account.histories.values()) {
      if (forgotAt === undefined || isEnded) continue;
      const trusted = this.#declarations.get(digest);
      if (trusted > firstProbes) continue;
      this.#declarations.set(digest, trusted + 1);
      isYoung = true;
    }
    this.#merges++;
    return isYoung || (visits > 0 && this.#merges % laterProbes === 0);
  }

  /** Runs on to an end, to see that processes do what they did before. */
  *#probe(account: Account): Generator<void, void, void> {
    const { execution } = account;
    this.probes++;
    let choice = this.#merges;
    for (let index = this.#nodes.length; index < this.settings.maxSteps; index++) {
      const transitions = execution.panic === undefined ? execution.transitions() : [];
      const chosen = transitions[choice++ % transitions.length];
      if (chosen === undefined) return;
      const step = execution.happen(chosen);
      this.stepsPerformed++;
      account.recall(account.accessesOf(step));
      this.#compare(account.finish(true), step);
      this.#learn(execution);
      if (this.#isOver) return;
      if (this.stepsPerformed >= this.#due) yield* this.#pause();
    }
  }

  /** A process did not do what it did after the same before. */
  #compare(other: History | undefined, beyond?: Step): void {
    if (other === undefined || this.broken !== undefined || this.#mustStartAgain || this.#insight.wasWrong) return;
    const path =
      beyond === undefined
        ? this.names()
        : (this.execution as Execution).steps.map(({ transition }) => nameOf(transition));
    this.broken = { process: other.run.index, checkpoint: other.forgotAt?.pending.identity, path };
  }

  /** What the search has to know before it begins. */
  #learn(execution: Execution): void {
    if (this.#single.learn(execution)) this.#mustStartAgain = true;
  }

  /** Goes back to the last place with something left to try; whether there is one. */
  #retreat(): boolean {
    for (let node = this.#nodes.at(-1); node !== undefined; node = this.#nodes.at(-1)) {
      if (node.advance()) {
        this.#trail.cut(this.#nodes.length - 1);
        return true;
      }
      if (node.state !== undefined) this.#onPath.delete(node.state);
      this.#nodes.pop();
    }
    return false;
  }
}
