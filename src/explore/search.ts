/**
 * The search: runs the program again and again until every essentially different order has happened.
 *
 * Source-DPOR with sleep sets (POPL 2014): each execution replays the path to the deepest node that has something left to
 * try, tries it, and goes on from there; `Reversals` says what is to be tried. With reduction off everything is tried at
 * every node. The search is a generator that yields between steps, where the program is quiescent, so that whoever drives
 * it can stop, look, or let the event loop turn.
 */
import { invariant } from '../base/assert.ts';
import { Random } from '../base/random.ts';
import { Context, Identities, Tracker } from './context.ts';
import { Execution } from './execution.ts';
import type { Footprint } from './footprint.ts';
import { conflict } from './footprint.ts';
import type { Sleeper } from './path.ts';
import { Node } from './path.ts';
import { joinPlace } from './places.ts';
import { Reversals } from './reversals.ts';
import type { ExecutionSettings, Step } from './step.ts';
import type { Transition, TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** Steps in a row after which a process makes room for others, so that those that spin see what they wait for. */
const patience = 8;

/** How much is left out: `source` and `sleep` leave out equivalent executions only, `naive` nothing; `cached`: see `CachedSearch`. */
export type Reduction = 'source' | 'sleep' | 'naive' | 'random' | 'cached';

export interface SearchSettings {
  readonly reduction: Reduction;
  /** Steps after which an execution is cut. */
  readonly maxSteps: number;
  readonly seed: number;
  /** For `random`: how many executions. */
  readonly samples: number;
  readonly ticks: number;
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
  /** A step was taken; `fresh` unless it repeats the path. */
  step(execution: Execution, step: Step, index: number, fresh: boolean): void;
  /** An execution begins. */
  begin(execution: Execution): void;
  /** An execution ended. */
  end(execution: Execution, how: End): void;
  /** What was counted so far is void: the search starts again knowing more. */
  restart(): void;
}

/** A replayed step differed from the first time. */
export class NotRepeatable extends Error {
  override readonly name: string = 'NotRepeatable';
  readonly search: Search;
  readonly execution: Execution;
  /** The step as it was the first time, where it is known. */
  readonly expected: Step | undefined;

  constructor(search: Search, execution: Execution, expected: Step | undefined) {
    super('a repeated step differed');
    this.search = search;
    this.execution = execution;
    this.expected = expected;
  }
}

/** What searches of one program share: names stay the same across them, and what one learnt the next need not. */
export class SearchWorld {
  readonly name: string;
  readonly instantiate: () => () => unknown;
  readonly identities: Identities = new Identities();
  readonly tracker: Tracker = new Tracker(this.identities);
  readonly root: Context = new Context(undefined, this.identities);
  readonly learnt: Learnt = { explicitStarts: new Set(), opaque: new Set(), erring: new Set(), racing: new Set() };
  /** Processes, by number, whose start is a step of a schedule that is replayed. */
  explicitIndices: ReadonlySet<number> = new Set();

  constructor(name: string, instantiate: () => () => unknown) {
    this.name = name;
    this.instantiate = instantiate;
  }
}

/** Processes whose first step, and joins whose continuation, conflict with others: learnt while searching. */
export interface Learnt {
  readonly explicitStarts: Set<number>;
  readonly opaque: Set<number>;
  readonly erring: Set<number>;
  readonly racing: Set<number>;
}

export class Search {
  readonly settings: SearchSettings;
  readonly world: SearchWorld;
  /** Steps performed, replayed ones included. */
  stepsPerformed = 0;
  readonly #observer: Observer;
  readonly #learnt: Learnt;
  #path: Node[] = [];
  #reversals = new Reversals([]);
  readonly #random: Random;
  #mustRestart = false;
  /** The execution in hand. */
  execution: Execution | undefined = undefined;

  constructor(world: SearchWorld, settings: SearchSettings, observer: Observer) {
    this.world = world;
    this.settings = settings;
    this.#learnt = world.learnt;
    this.#observer = observer;
    this.#random = new Random(settings.seed);
  }

  get tracker(): Tracker {
    return this.world.tracker;
  }

  /** The transitions of the execution in hand so far. */
  names(): TransitionName[] {
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
  follow(explained: boolean, choose: (all: readonly Transition[], at: number) => Transition | undefined): Execution {
    const execution = new Execution(this.tracker, this.executionSettings(explained));
    this.execution = execution;
    this.#observer.begin(execution);
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate());
    while (execution.panic === undefined) {
      const chosen = choose(execution.transitions(), execution.steps.length);
      if (chosen === undefined) break;
      execution.happen(chosen);
    }
    return execution;
  }

  /** Searches; yields between steps. It has covered everything when it returns true. */
  *run(): Generator<void, boolean, void> {
    if (this.settings.reduction === 'random') return yield* this.#sample();
    let whole = true;
    for (;;) {
      const how = yield* this.#execute();
      if (this.#mustRestart) {
        this.#mustRestart = false;
        this.#path = [];
        whole = true;
        this.#observer.restart();
        continue;
      }
      if (how === 'cut') whole = false;
      if (!this.#backtrack()) return whole;
    }
  }

  /** What an execution of this search is told. */
  executionSettings(explained: boolean): ExecutionSettings {
    const { ticks, seed, everythingEntangled, everyStart } = this.settings;
    const { explicitStarts, racing } = this.#learnt;
    const { explicitIndices } = this.world;
    return { explicitStarts, racing, explicitIndices, everyStart, everythingEntangled, ticks, seed, explained };
  }

  *#sample(): Generator<void, boolean, void> {
    for (let sample = 0; sample < this.settings.samples; sample++) {
      this.#path = [];
      yield* this.#execute();
      if (this.#mustRestart) {
        this.#mustRestart = false;
        this.#observer.restart();
        sample = -1;
      }
    }
    return false;
  }

  *#execute(): Generator<void, End, void> {
    const execution = new Execution(this.tracker, this.executionSettings(false));
    this.execution = execution;
    this.#reversals = new Reversals(this.#path);
    this.#observer.begin(execution);
    this.#begin(execution);
    if (this.#mustRestart) return 'cut';
    const fixed = this.#path.length - 1;
    for (let index = 0; index < this.#path.length; index++) {
      const node = this.#path[index] as Node;
      const chosen = execution.transitions().find((transition) => sameTransition(transition, node.chosen));
      if (chosen === undefined) throw new NotRepeatable(this, execution, node.step);
      this.#happen(execution, chosen, node, index, index >= fixed);
      if (this.#mustRestart) return 'cut';
      yield;
    }
    const how = yield* this.#goOn(execution);
    this.#observer.end(execution, how);
    return how;
  }

  #begin(execution: Execution): void {
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate());
    this.#noteLateStart(execution);
  }

  *#goOn(execution: Execution): Generator<void, End, void> {
    while (execution.panic === undefined) {
      const transitions = execution.transitions();
      if (transitions.length === 0) break;
      if (this.#path.length >= this.settings.maxSteps) return 'cut';
      const node = this.#newNode(transitions);
      if (node === undefined) {
        this.#reverseBlocked(execution, transitions);
        if (this.settings.reduction === 'source') this.#reversals.asleep(transitions, this.#sleepHere());
        return 'redundant';
      }
      const index = this.#path.length;
      this.#path.push(node);
      this.#happen(execution, node.chosen, node, index, true);
      if (this.#mustRestart) return 'cut';
      yield;
    }
    this.#reverseBlocked(execution, []);
    return 'complete';
  }

  #reverseBlocked(execution: Execution, possible: readonly Transition[]): void {
    if (this.settings.reduction === 'source') this.#reversals.blocked(execution, possible);
  }

  #happen(execution: Execution, transition: Transition, node: Node, index: number, fresh: boolean): void {
    const expected = node.step;
    const step = execution.happen(transition);
    this.stepsPerformed++;
    if (expected !== undefined && !repeats(expected, step)) throw new NotRepeatable(this, execution, expected);
    node.step = step;
    this.#noteLateStart(execution);
    for (const process of execution.erred) this.#noteErring(process);
    for (const process of execution.lateRacing) {
      this.#learnt.racing.add(process);
      this.#mustRestart = true;
    }
    if (node.alone && !this.#isSilent(step.footprint) && !this.#learnt.opaque.has(transition.identity)) {
      this.#learnt.opaque.add(transition.identity);
      this.#mustRestart = true;
    }
    if (this.#mustRestart) return;
    if (this.settings.reduction === 'source') {
      this.#reversals.step(index, step, fresh);
      if (fresh) this.#addLocal(node, step);
    }
    this.#observer.step(execution, step, index, fresh);
  }

  #addLocal(node: Node, step: Step): void {
    if (node.alone) return;
    if (step.footprint.ends) node.addAll();
    else node.addAlternatives(step.prevented);
  }

  /** A process may end in an error, so it matters who has called `join` on it by then. */
  #noteErring(process: number): void {
    if (this.#learnt.erring.has(process)) return;
    this.#learnt.erring.add(process);
    this.#mustRestart = true;
  }

  /** Whether a step conflicts with none: to have called `join` conflicts only with an end in an error. */
  #isSilent(footprint: Footprint): boolean {
    return (
      !footprint.ends &&
      footprint.touches.every((touch) => touch.place === joinPlace && !this.#learnt.erring.has(touch.object))
    );
  }

  #noteLateStart(execution: Execution): void {
    const late = execution.lateStart;
    if (late === undefined) return;
    invariant(!this.#learnt.explicitStarts.has(late.identity.id), 'an explicit start was taken for a late one');
    this.#learnt.explicitStarts.add(late.identity.id);
    this.#mustRestart = true;
  }

  #newNode(transitions: readonly Transition[]): Node | undefined {
    const sleep = this.#sleepHere();
    const awake = transitions.filter(
      (transition) => !sleep.some((sleeper) => sameTransition(sleeper.name, transition)),
    );
    const [first] = awake;
    if (first === undefined) return undefined;
    const quiet = awake.find((transition) => this.#isQuiet(transition));
    if (quiet !== undefined) return new Node(transitions, sleep, quiet, true);
    const node = new Node(transitions, sleep, this.#pick(awake, first), false);
    if (this.settings.reduction === 'naive' || this.settings.reduction === 'sleep') node.addAll();
    return node;
  }

  /** Whether the step conflicts with none, so that nothing else need be tried beside it. */
  #isQuiet(transition: Transition): boolean {
    const { operation } = transition.pending;
    const { kind } = operation;
    if (kind !== 'join' && kind !== 'mark' && kind !== 'checkpoint') return false;
    return (
      operation.signal === undefined &&
      !this.#learnt.opaque.has(transition.identity) &&
      !this.settings.everythingEntangled
    );
  }

  /** The same process goes on while it can: fewer switches make shorter witnesses. */
  #pick(awake: readonly Transition[], first: Transition): Transition {
    if (this.settings.reduction === 'random') return awake[this.#random.below(awake.length)] as Transition;
    const last = this.#path[this.#path.length - 1]?.chosen.pending.process.index;
    const same = awake.find((transition) => transition.pending.process.index === last);
    if (same === undefined) return first;
    return this.#hasRunLong(last as number) ? this.#longestAgo(awake) : same;
  }

  /** Whether `process` took the last `patience` steps: then it may be waiting for what others have yet to do. */
  #hasRunLong(process: number): boolean {
    const path = this.#path;
    if (path.length < patience) return false;
    for (let back = 1; back <= patience; back++) {
      if ((path[path.length - back] as Node).chosen.pending.process.index !== process) return false;
    }
    return true;
  }

  /** A step of the process that has not run for longest. */
  #longestAgo(awake: readonly Transition[]): Transition {
    const lastRun = new Map<number, number>();
    for (const [at, { chosen }] of this.#path.entries()) lastRun.set(chosen.pending.process.index, at);
    const age = (transition: Transition): number => lastRun.get(transition.pending.process.index) ?? -1;
    return awake.reduce((oldest, transition) => (age(transition) < age(oldest) ? transition : oldest));
  }

  #sleepHere(): Sleeper[] {
    const parent = this.#path[this.#path.length - 1];
    const { reduction } = this.settings;
    if (parent === undefined || reduction === 'naive' || reduction === 'random') return [];
    const step = parent.step as Step;
    const asleep: Sleeper[] = [];
    for (const sleeper of [...parent.sleep, ...parent.done]) {
      if (shareOperation(sleeper.name, parent.chosen)) continue;
      if (parent.alone || !conflict(sleeper.footprint, step.footprint)) asleep.push(sleeper);
    }
    return asleep;
  }

  #backtrack(): boolean {
    for (let node = this.#path[this.#path.length - 1]; node !== undefined; node = this.#path[this.#path.length - 1]) {
      if (node.advance()) return true;
      this.#path.pop();
    }
    return false;
  }
}

/** Whether a replayed step is the same: the same operations, on the same objects, returning the same. */
function repeats(before: Step, now: Step): boolean {
  if (before.kind !== now.kind || before.object.id !== now.object.id) return false;
  if (before.completed.length !== now.completed.length) return false;
  return before.completed.every((one, at) => {
    const other = now.completed[at];
    return (
      other !== undefined &&
      other.threw === one.threw &&
      other.pending.identity === one.pending.identity &&
      alike(one.value, other.value) &&
      alike(one.pending.operation.argument, other.pending.operation.argument)
    );
  });
}

/** Objects are made anew in every execution, so only primitives can be told apart. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' || typeof a === 'function') return typeof a === typeof b;
  return Object.is(a, b);
}
