/** The processes of an execution: how they start, run up to their first wait, and end. */
import { invariant } from '../base/assert.ts';
import type { VectorTime } from '../causality/vector-time.ts';
import type { KernelObject } from '../kernel/operation.ts';
import type { ProcessCore } from '../kernel/process.ts';
import type { TaggedValue } from '../trace/value.ts';
import { show, tag } from '../trace/value.ts';
import type { Context, Tracker } from './context.ts';
import { drainMicrotasks } from './drain.ts';
import { joinPlace } from './places.ts';
import { ProcessRun } from './process-run.ts';
import type { Stage } from './stage.ts';
import { withAdded } from './stage.ts';
import type { Panic } from './step.ts';

export class Processes {
  readonly all: ProcessRun[] = [];
  /** The functions of the processes, for what their source says. */
  readonly bodies: (() => unknown)[] = [];
  /** Processes, by the identity of their object, that ended in an error. */
  erred: Set<number> | undefined = undefined;
  /** Processes that somebody joined with a signal: whether they end before the wait is cancelled is seen. */
  joinedUntil: Set<KernelObject> | undefined = undefined;
  panic: Panic | undefined = undefined;
  mainResult: { readonly threw: boolean; readonly value: unknown } | undefined = undefined;
  /** A canonical copy of what main returned or threw, taken as it settled. */
  mainValue: TaggedValue | undefined = undefined;
  /** A process whose first step used something, so that it should have been a step of the search. */
  lateStart: ProcessRun | undefined = undefined;
  /** The program is not run on as promises settle: whoever holds it back does so once for several. */
  isHeldBack = false;
  /** A value is being copied, which may take long and is none of the program's doing. */
  isCopying = false;

  readonly #stage: Stage;
  readonly #tracker: Tracker;
  readonly #explained: boolean;
  /** How many of `all` were looked at for whether they are to be started. */
  #seen = 0;

  constructor(stage: Stage, tracker: Tracker, explained: boolean) {
    this.#stage = stage;
    this.#tracker = tracker;
    this.#explained = explained;
  }

  /** The process that `context` belongs to; main for code whose beginning was not seen. */
  of(context: Context): ProcessRun {
    const { run } = context.process;
    return run === undefined || run.all !== this.all ? (this.all[0] as ProcessRun) : run;
  }

  add(core: ProcessCore, root: Context, body: () => unknown, stack: string | undefined): ProcessRun {
    const run = new ProcessRun(core, root.process, this.all, this.#stage.moment, stack);
    this.all.push(run);
    this.bodies.push(body);
    run.body = body;
    root.process.run = run;
    return run;
  }

  /** Has `process` started when the step in progress is over. */
  startLater(process: ProcessRun, time: VectorTime): void {
    process.startTime = time;
  }

  /** Runs processes that were spawned up to their first wait, unless their first step is one of the search. */
  startOthers(): void {
    const stage = this.#stage;
    while (this.#seen < this.all.length) {
      const next = this.all[this.#seen++] as ProcessRun;
      if (next.startTime === undefined) continue;
      const used = stage.touches.length;
      this.start(next, next.startTime);
      if (!stage.repeats && (stage.touches.length > used || this.panic !== undefined)) this.lateStart ??= next;
      if (this.panic !== undefined) return;
    }
  }

  /** Runs the body of `process` to its first wait. */
  start(process: ProcessRun, time: VectorTime): void {
    const { body } = process;
    invariant(body !== undefined, 'a process is started once');
    process.body = undefined;
    process.started = true;
    const tracker = this.#tracker;
    const { current: outer, settling } = tracker;
    tracker.settling = time;
    tracker.enter(process.identity.root, time);
    try {
      this.#runBody(process, body);
    } catch (error) {
      this.panicIn(process, error);
    } finally {
      tracker.current = outer;
    }
    this.drain(0);
    tracker.settling = settling;
  }

  /** Runs the program until it is quiescent; `due`: how many continuations go on by what was settled, and not by each other. */
  drain(due = 1): void {
    if (this.isHeldBack) return;
    const tracker = this.#tracker;
    tracker.made = 0;
    tracker.resumed = 0;
    drainMicrotasks();
    if (tracker.resumed > due) tracker.raw += tracker.resumed - due;
  }

  /** Runs code of the program whose errors nobody else catches. */
  guard(process: ProcessRun, body: () => void): void {
    try {
      body();
    } catch (error) {
      this.panicIn(process, error);
    }
  }

  panicIn(process: ProcessRun, error: unknown): void {
    if (this.panic !== undefined) return;
    this.panic = { process, error };
    this.#note(`panics: ${this.#explained ? show(tag(error)) : ''}`);
  }

  #note(effect: string): void {
    this.#stage.effects = withAdded(this.#stage.effects, effect);
  }

  #runBody(process: ProcessRun, body: () => unknown): void {
    let result: unknown;
    let later: boolean;
    try {
      result = body();
      later = isThenable(result);
    } catch (error) {
      this.#end(process, true, error);
      return;
    }
    if (!later) {
      this.#end(process, false, result);
      return;
    }
    Promise.resolve(result).then(
      (value) => this.#endLater(process, false, value),
      (error: unknown) => this.#endLater(process, true, error),
    );
  }

  #endLater(process: ProcessRun, threw: boolean, value: unknown): void {
    this.#tracker.resumed--;
    this.#end(process, threw, value);
  }

  #end(process: ProcessRun, threw: boolean, value: unknown): void {
    const { core } = process;
    core.state = threw ? 'threw' : 'returned';
    core.result = value;
    core.ended.clock = this.#tracker.running.time;
    if (this.#explained) {
      const shown = value === undefined ? '' : ` ${show(tag(value))}`;
      this.#note(`${process.name} ${threw ? 'throws' : 'returns'}${shown}`);
    }
    if (process.index === 0) this.#endMain(threw, value);
    if (this.joinedUntil?.has(core) === true) this.#stage.touch(core, 0, 'write', true);
    if (!threw) return;
    this.erred ??= new Set();
    this.erred.add(core.id);
    if (core.supervised) return;
    if (core.waiting.head !== undefined) {
      this.#stage.touch(core, joinPlace, 'write');
      return;
    }
    this.panicIn(process, value);
  }

  #endMain(threw: boolean, value: unknown): void {
    this.mainResult = { threw, value };
    this.isCopying = true;
    this.mainValue = tag(value);
    this.isCopying = false;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
