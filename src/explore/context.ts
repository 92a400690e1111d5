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

/** Hands out numbers that mean the same thing in every execution of a search. */
export class Identities {
  #next = 1;
  #processes = 0;

  next(): number {
    return this.#next++;
  }

  nextProcess(): number {
    return this.#processes++;
  }
}

/** A run of program code between two waits, named by its place in the tree. */
export class Context {
  readonly process: ProcessIdentity;
  readonly #children: Context[] = [];
  readonly #operations: number[] = [];
  readonly #processes: ProcessIdentity[] = [];
  /** Where in time this run is. */
  time: VectorTime = beginning;
  /** In the execution in hand: when it was begun, and the promise it awaits. */
  begunAt: VectorTime = beginning;
  awaited: TrackedPromise | undefined = undefined;
  #childCount = 0;
  #operationCount = 0;
  #processCount = 0;

  constructor(process: ProcessIdentity | undefined, identities: Identities) {
    this.process = process ?? { id: identities.nextProcess(), root: this, run: undefined };
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
    const index = this.#childCount++;
    this.#children[index] ??= new Context(this.process, identities);
    return this.#children[index];
  }

  /** The identity of the next operation, or object, made in this run. */
  nextIdentity(identities: Identities): number {
    const index = this.#operationCount++;
    this.#operations[index] ??= identities.next();
    return this.#operations[index];
  }

  /** The identity of the next process spawned in this run. */
  nextProcess(identities: Identities): ProcessIdentity {
    const index = this.#processCount++;
    this.#processes[index] ??= new Context(undefined, identities).process;
    return this.#processes[index];
  }
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
}

const continuation: unique symbol = Symbol('continuation');
const settledAt: unique symbol = Symbol('settledAt');
const inputs: unique symbol = Symbol('inputs');
const used: unique symbol = Symbol('used');
const rank: unique symbol = Symbol('rank');
const watchers: unique symbol = Symbol('watchers');
const settler: unique symbol = Symbol('settler');

/** Follows continuations while an execution runs. One execution at a time. */
export class Tracker {
  readonly identities: Identities;
  /** The run that is executing, if any. */
  current: Context | undefined = undefined;
  /** The time at which the driver settles promises, when no run is executing. */
  settling: VectorTime = beginning;
  /** How many promises were made since the step began: a step that never ends makes them without end. */
  made = 0;
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
  readonly #orphan: Context;
  #settlements = 0;
  #stop: (() => void) | undefined = undefined;

  constructor(identities: Identities) {
    this.identities = identities;
    this.#orphan = new Context(undefined, identities);
  }

  /** The run that is executing, or a stand-in for code whose beginning was not seen (a user's thenable). */
  get running(): Context {
    return this.current ?? this.#orphan;
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
    this.#orphan.enter(beginning);
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
    const running = this.current ?? this.#orphan;
    const begun = running.child(this.identities);
    begun.begunAt = running.time;
    begun.awaited = parent;
    promise[continuation] = begun;
    if (!this.racing) parent[used] = true;
    if (this.onWait !== undefined) this.onWait(parent, begun);
  }

  #before(promise: TrackedPromise): void {
    const context = promise[continuation];
    if (context === undefined) {
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
    promise[settledAt] = current === undefined ? this.settling : current.time;
    if (!this.ranks) return;
    promise[rank] = ++this.#settlements;
    if (current !== undefined) promise[settler] = current.process;
    for (const watcher of promise[watchers] ?? []) watcher();
  }
}
