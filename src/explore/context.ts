/**
 * Who is running: identity and causality of promise continuations, from V8's promise hooks.
 *
 * Every `await` and `then` begins a continuation. It is named by where it was begun: as the n-th continuation of the one
 * that was running. That name depends on what a process did alone, never on the schedule, so an operation has the same
 * identity in every execution. A continuation is ordered after what preceded its `await` and after exactly what settled
 * the promise it awaited.
 *
 * The tree of continuations outlives an execution; what an execution does to it is reset when the continuation runs.
 */
import v8 from 'node:v8';
import { invariant } from '../base/assert.ts';
import type { VectorTime } from '../causality/vector-time.ts';
import { beginning, join } from '../causality/vector-time.ts';
import type { ProcessRun } from './process-run.ts';
import type { Pending } from './transition.ts';

/** A process as it is known across executions. */
export interface ProcessIdentity {
  readonly id: number;
  readonly root: Context;
  /** The process in the latest execution it was in. */
  run: ProcessRun | undefined;
}

/** Where something was made: as the how-manieth of its kind in a run. */
export interface Origin {
  readonly maker: Context;
  readonly ordinal: number;
}

/** Hands out numbers that mean the same thing in every execution of a search, and knows where each was made. */
export class Identities {
  readonly #makers: Context[] = [];
  readonly #ordinals: number[] = [];
  readonly #roots: Context[] = [];

  /** How many identities were handed out, from 1 on. */
  get made(): number {
    return this.#makers.length;
  }

  /** How many processes there are, from 0 on. */
  get processes(): number {
    return this.#roots.length;
  }

  /** The identity of the operation or object that `maker` makes as its `ordinal`-th. */
  next(maker: Context, ordinal: number): number {
    this.#makers.push(maker);
    this.#ordinals.push(ordinal);
    return this.#makers.length;
  }

  nextProcess(root: Context): number {
    return this.#roots.push(root) - 1;
  }

  /** Where the operation or object of an identity is made. */
  originOf(identity: number): Origin {
    const maker = this.#makers[identity - 1];
    const ordinal = this.#ordinals[identity - 1];
    invariant(maker !== undefined && ordinal !== undefined, `nothing has the identity ${identity}`);
    return { maker, ordinal };
  }

  /** A number that is the same for a process in every world, to seed what it draws. */
  seedOf(process: number): number {
    let run = this.rootOf(process);
    let seed = 0;
    for (let { maker } = run; maker !== undefined; run = maker, { maker } = run) {
      seed = Math.imul(seed ^ (2 * run.ordinal + (run.process === maker.process ? 0 : 1)), 0x01000193) | 0;
    }
    return seed === 0 ? process : seed >>> 0;
  }

  /** The first run of a process. */
  rootOf(process: number): Context {
    const root = this.#roots[process];
    invariant(root !== undefined, `there is no process ${process}`);
    return root;
  }
}

/** A run of program code between two waits, named by its place in the tree. */
export class Context {
  readonly process: ProcessIdentity;
  /** The run that began this one, or spawned its process; none for main and for code whose beginning was not seen. */
  readonly maker: Context | undefined;
  /** The how-manieth continuation, or process, of `maker` it is. */
  readonly ordinal: number;
  readonly #children: (Context | undefined)[] = [];
  readonly #operations: (number | undefined)[] = [];
  readonly #processes: (ProcessIdentity | undefined)[] = [];
  /** Where in time this run is. */
  time: VectorTime = beginning;
  /** In the execution in hand: when it was begun, and the promise it awaits. */
  begunAt: VectorTime = beginning;
  awaited: TrackedPromise | undefined = undefined;
  #childCount = 0;
  #operationCount = 0;
  #processCount = 0;

  constructor(process: ProcessIdentity | undefined, identities: Identities, maker?: Context, ordinal = 0) {
    this.process = process ?? { id: identities.nextProcess(this), root: this, run: undefined };
    this.maker = maker;
    this.ordinal = ordinal;
  }

  /** Begins this run at `time`. */
  enter(time: VectorTime): void {
    this.time = time;
    this.#childCount = 0;
    this.#operationCount = 0;
    this.#processCount = 0;
  }

  /** The next continuation begun in this run. */
  child(identities: Identities): Context {
    return this.childAt(this.#childCount++, identities);
  }

  childAt(ordinal: number, identities: Identities): Context {
    const known = this.#children[ordinal];
    if (known !== undefined) return known;
    const made = new Context(this.process, identities, this, ordinal);
    put(this.#children, ordinal, made);
    return made;
  }

  /** The identity of the next operation, or object, made in this run. */
  nextIdentity(identities: Identities): number {
    return this.identityAt(this.#operationCount++, identities);
  }

  identityAt(ordinal: number, identities: Identities): number {
    const known = this.#operations[ordinal];
    if (known !== undefined) return known;
    const made = identities.next(this, ordinal);
    put(this.#operations, ordinal, made);
    return made;
  }

  /** The identity of the next process spawned in this run. */
  nextProcess(identities: Identities): ProcessIdentity {
    return this.processAt(this.#processCount++, identities);
  }

  processAt(ordinal: number, identities: Identities): ProcessIdentity {
    const known = this.#processes[ordinal];
    if (known !== undefined) return known;
    const made = new Context(undefined, identities, this, ordinal).process;
    put(this.#processes, ordinal, made);
    return made;
  }
}

/** Puts `item` at `index`, leaving no hole before it, which would make the array slow. */
function put<T>(items: (T | undefined)[], index: number, item: T): void {
  while (items.length <= index) items.push(undefined);
  items[index] = item;
}

/** What hooks keep on a promise. */
export interface TrackedPromise extends Promise<unknown> {
  [continuation]?: Context;
  [settledAt]?: VectorTime;
  [inputs]?: readonly TrackedPromise[];
  /** Whether something other than a race has awaited it. */
  [used]?: boolean;
  /** The how-manieth promise to settle it was. */
  [rank]?: number;
  /** What is called when it settles: it is an input of a race. */
  [watchers]?: (() => void)[];
  /** The process that settled it, where it was one. */
  [settler]?: ProcessIdentity;
  /** The step in which it was resolved with another promise, whose settling it then waits for. */
  [resolvedIn]?: VectorTime;
}

const continuation: unique symbol = Symbol('continuation');
const settledAt: unique symbol = Symbol('settledAt');
const inputs: unique symbol = Symbol('inputs');
const used: unique symbol = Symbol('used');
const rank: unique symbol = Symbol('rank');
const watchers: unique symbol = Symbol('watchers');
const settler: unique symbol = Symbol('settler');
const resolvedIn: unique symbol = Symbol('resolvedIn');

/** Follows continuations while an execution runs. One execution at a time. */
export class Tracker {
  readonly identities: Identities;
  /** The run that is executing, if any. */
  current: Context | undefined = undefined;
  /** The time at which the driver settles promises, when no run is executing. */
  settling: VectorTime = beginning;
  /** How many promises were made since the step began: a step that never ends makes them without end. */
  made = 0;
  /** How many continuations ran since the step began, but those that only end a process. */
  resumed = 0;
  /** How often, in all executions, code went on in a step after an await that needed no operation. */
  raw = 0;
  /** Called once when `made` reaches `limit`. */
  onRunaway: (() => void) | undefined = undefined;
  limit: number = Infinity;
  /** Called at each wait, for sites; only in runs that are explained. */
  onWait: ((promise: TrackedPromise, begun: Context) => void) | undefined = undefined;
  /** Called as a run begins, with the promise it awaited if it is a continuation; only where a search tells states apart. */
  onEnter: ((context: Context, awaited: TrackedPromise | undefined) => void) | undefined = undefined;
  /** The latest operation of each identity. */
  readonly #holders: (Pending | undefined)[] = [];
  /** The latest start of each process, where that is a step of its own. */
  readonly #starts: Map<number, Pending> = new Map<number, Pending>();
  /** Whether it is kept in which order promises settle, and by whom: only programs that race promises need it. */
  ranks = false;
  /** True while `Promise.race` or `any` takes its inputs. */
  racing = false;
  /** Stands for code whose beginning was not seen. */
  readonly orphan: Context;
  #settlements = 0;
  #stop: (() => void) | undefined = undefined;

  constructor(identities: Identities) {
    this.identities = identities;
    this.orphan = new Context(undefined, identities);
  }

  /** The run that is executing, or a stand-in for code whose beginning was not seen (a user's thenable). */
  get running(): Context {
    return this.current ?? this.orphan;
  }

  start(): void {
    this.#stop = v8.promiseHooks.createHook({
      init: (promise: Promise<unknown>, parent: Promise<unknown> | undefined) => this.#init(promise, parent),
      before: (promise: Promise<unknown>) => this.#before(promise),
      after: () => {
        this.current = undefined;
      },
      settled: (promise: Promise<unknown>) => this.#settled(promise),
    }) as () => void;
  }

  /** Keeps who has an identity now. */
  hold(pending: Pending): void {
    const { identity } = pending;
    if (identity < 0) this.#starts.set(identity, pending);
    else {
      while (this.#holders.length <= identity) this.#holders.push(undefined);
      this.#holders[identity] = pending;
    }
  }

  /** Who had an identity last. */
  holder(identity: number): Pending | undefined {
    return identity < 0 ? this.#starts.get(identity) : this.#holders[identity];
  }

  /** Begins an execution: whatever is not known to belong to a process counts from here. */
  begin(): void {
    this.orphan.enter(beginning);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.current = undefined;
  }

  /** From now on `context` runs, from `time`. */
  enter(context: Context, time: VectorTime): void {
    context.enter(time);
    this.current = context;
    this.onEnter?.(context, undefined);
  }

  /** Runs `body` as `context`, beginning at `time`. */
  run<R>(context: Context, time: VectorTime, body: () => R): R {
    const outer = this.current;
    context.enter(time);
    this.current = context;
    this.onEnter?.(context, undefined);
    try {
      return body();
    } finally {
      this.current = outer;
    }
  }

  /** Whether anything but a race awaits `promise`. */
  isUsed(promise: TrackedPromise): boolean {
    return promise[used] === true;
  }

  /** A promise whose race was won by it counts as used when the race's result is. */
  creditWinner(result: TrackedPromise, of: readonly TrackedPromise[]): void {
    if (result[used] !== true) return;
    let winner: TrackedPromise | undefined;
    for (const input of of) {
      if (input[rank] !== undefined && (winner === undefined || input[rank] < (winner[rank] as number))) winner = input;
    }
    if (winner !== undefined) winner[used] = true;
  }

  /** Says that `result` settles once all of `of` have: it is ordered after each. */
  joins(result: TrackedPromise, of: readonly TrackedPromise[]): void {
    result[inputs] = of;
  }

  /** When `promise` settled, after all its inputs when it joins several. */
  settlement(promise: TrackedPromise): VectorTime | undefined {
    const own = promise[settledAt];
    const joined = promise[inputs];
    if (own === undefined || joined === undefined) return own;
    let time = own;
    for (const input of joined) {
      const other = this.settlement(input);
      if (other !== undefined) time = join(time, other);
    }
    return time;
  }

  /** Calls `settled` when `promise` settles. */
  watch(promise: TrackedPromise, settled: () => void): void {
    promise[watchers] ??= [];
    promise[watchers].push(settled);
  }

  /** The process whose run settled `promise`, if one did. */
  settlerOf(promise: TrackedPromise): ProcessIdentity | undefined {
    return promise[settler];
  }

  #init(promise: TrackedPromise, parent: TrackedPromise | undefined): void {
    if (++this.made === this.limit) this.onRunaway?.();
    if (parent === undefined) return;
    const running = this.current ?? this.orphan;
    const begun = running.child(this.identities);
    begun.begunAt = running.time;
    begun.awaited = parent;
    promise[continuation] = begun;
    if (!this.racing) parent[used] = true;
    if (this.onWait !== undefined) this.onWait(parent, begun);
  }

  #before(promise: TrackedPromise): void {
    this.resumed++;
    const context = promise[continuation];
    if (context === undefined) {
      // It was resolved with another promise, such as an async function returns, by a run of this very step, and begins to
      // wait for that. Which run it was nobody says; but each of them comes after the step.
      promise[resolvedIn] = this.settling;
      this.current = undefined;
      return;
    }
    const settled = this.settlement(context.awaited as TrackedPromise);
    const begun = context.begunAt;
    context.enter(settled === undefined || settled === begun ? begun : join(settled, begun));
    this.current = context;
    this.onEnter?.(context, context.awaited);
  }

  #settled(promise: TrackedPromise): void {
    const { current } = this;
    const time = current === undefined ? this.settling : current.time;
    const resolved = promise[resolvedIn];
    promise[settledAt] = resolved === undefined ? time : join(resolved, time);
    if (!this.ranks) return;
    promise[rank] = ++this.#settlements;
    if (current !== undefined) promise[settler] = current.process;
    for (const watcher of promise[watchers] ?? []) watcher();
  }
}
