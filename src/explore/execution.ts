/**
 * One controlled run of a program.
 *
 * Whoever explores asks what can happen (`transitions`), picks one, and has it happen (`happen`), which resolves the
 * operations it completes and drains the microtask queue, so that the program is quiescent again: every strand waits for an
 * operation, has ended, or awaits a promise nobody of ours will settle.
 */
import { Random } from '../base/random.ts';
import type { VectorTime } from '../causality/vector-time.ts';
import { beginning, covers, join } from '../causality/vector-time.ts';
import { mayWait, Operation } from '../kernel/operation.ts';
import { ProcessCore } from '../kernel/process.ts';
import type { Reception } from './acting.ts';
import { Acting } from './acting.ts';
import type { Callback } from './calls.ts';
import { Calls } from './calls.ts';
import type { ModelTimer } from './clock.ts';
import { Clock } from './clock.ts';
import type { Context, TrackedPromise, Tracker } from './context.ts';
import { TransitionFinder } from './enabled.ts';
import { clockObject, completions, plainState } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import { Processes } from './processes.ts';
import { requestOf } from './request.ts';
import { Stage } from './stage.ts';
import type { Completion, ExecutionSettings, Panic, Race, Step } from './step.ts';
import type { Pending, Transition } from './transition.ts';
import { cancelled } from './transition.ts';

/** A step that calls more often than this gets on with something. */
const busyCalls = 500;

/** Something of the world outside that the program asked for. */
export interface Departure {
  readonly what: string;
  readonly process: ProcessRun;
  readonly stack: string | undefined;
}

export class Execution {
  readonly tracker: Tracker;
  readonly settings: ExecutionSettings;
  readonly clock: Clock;
  /** What the program's calls reach. */
  readonly calls: Calls;
  readonly steps: Step[] = [];
  /** What main did before its first wait worth telling. */
  firstEffects: readonly string[] = [];
  /** What the program took from outside the model, in words, and where. */
  readonly surprises: Map<string, string | undefined> = new Map<string, string | undefined>();
  /** Processes that turned out to be racing, in the sense of the settings. */
  readonly lateRacing: Set<number> = new Set<number>();
  readonly races: Race[] = [];
  /** The first thing it asked of the world outside the model. */
  outside: Departure | undefined = undefined;

  readonly #stage = new Stage();
  readonly #processes: Processes;
  readonly #acting: Acting;
  readonly #finder: TransitionFinder;
  readonly #random = new Map<number, Random>();
  /** Races of which an input settled in this step. */
  readonly #inputs = new Set<number>();
  #isRunning = false;

  constructor(tracker: Tracker, settings: ExecutionSettings) {
    this.tracker = tracker;
    this.settings = settings;
    this.clock = new Clock(settings.ticks);
    this.clock.id = clockObject;
    const stage = this.#stage;
    const processes = new Processes(stage, tracker, settings.explained);
    const acting = new Acting(stage, this.clock);
    this.#processes = processes;
    this.#acting = acting;
    this.calls = new Calls({ tracker, settings, stage, processes, clock: this.clock, acting });
    this.#finder = new TransitionFinder(this.clock, stage.pending);
    tracker.onEnter = undefined;
    tracker.onWait = settings.explained ? () => this.#noteWait() : undefined;
  }

  get processes(): readonly ProcessRun[] {
    return this.#processes.all;
  }

  /** Operations called and not completed, in the order of the calls. */
  get pending(): ReadonlySet<Pending> {
    return this.#stage.pending;
  }

  get panic(): Panic | undefined {
    return this.#processes.panic;
  }

  get mainResult(): Processes['mainResult'] {
    return this.#processes.mainResult;
  }

  get mainValue(): Processes['mainValue'] {
    return this.#processes.mainValue;
  }

  get lateStart(): ProcessRun | undefined {
    return this.#processes.lateStart;
  }

  get erred(): ReadonlySet<number> {
    return this.#processes.erred;
  }

  get bodies(): readonly (() => unknown)[] {
    return this.#processes.bodies;
  }

  get received(): readonly Reception[] {
    return this.#acting.received;
  }

  /** Whether what takes long is no step of the program, or one that gets on with something: that does not say it never ends. */
  get isBusy(): boolean {
    return !this.#isRunning || this.#processes.isCopying || this.#stage.calls > busyCalls;
  }

  /** Starts main: everything it does before its first wait. */
  begin(root: Context, body: () => unknown): void {
    const main = this.#processes.add(new ProcessCore('main', {}), root, body, undefined);
    this.#isRunning = true;
    this.#processes.start(main, beginning);
    this.#processes.startOthers();
    this.#isRunning = false;
    this.firstEffects = this.#stage.effects;
    this.#stage.clear();
  }

  /** Everything that can happen next, in a fixed order. */
  transitions(): Transition[] {
    return this.#finder.find();
  }

  /** Has `what` happen. */
  happen(what: Transition): Step {
    const stage = this.#stage;
    const { pending, sender } = what;
    const past = sender === undefined ? pending.past : join(pending.past, sender.past);
    const { kind, object } = pending.operation;
    const mayHaveTo = mayWait(kind) && object.waits(pending.operation) && requestOf(pending)?.otherwise !== true;
    stage.prepare(pending, past);
    this.#inputs.clear();
    this.#acting.act(what);
    if (this.settings.everythingEntangled) stage.use(plainState, 0, 'write', false);
    if (stage.completed.some((one) => this.settings.racing.has(one.pending.process.identity.id))) {
      stage.use(completions, 0, 'write', false);
    }
    const time = stage.stamp(past);
    const accesses = stage.accesses(time);
    const { completed } = stage;
    this.#isRunning = true;
    this.#settle(completed, time);
    this.#isRunning = false;
    stage.finish(time);
    const step: Step = {
      transition: what,
      kind,
      object,
      time,
      past,
      footprint: { touches: stage.touches, ends: this.panic !== undefined },
      waits: mayHaveTo || what.alternative === cancelled,
      accesses,
      called: stage.called,
      completed,
      effects: stage.effects,
      prevented: stage.prevented,
    };
    this.steps.push(step);
    return step;
  }

  /** An error that nobody handled when its step ended: called by whoever listens for them while the search runs. */
  unhandled(error: unknown): void {
    this.#processes.panicIn(this.#stage.acting?.process ?? (this.processes[0] as ProcessRun), error);
  }

  /** The program races `inputs`: in which order they settle is seen, and whether before the race began. */
  noteRace(result: TrackedPromise, inputs: readonly TrackedPromise[], failed: ReadonlySet<TrackedPromise>): void {
    this.races.push({ result, inputs, failed });
    const { tracker } = this;
    const { running } = tracker;
    const race = running.nextIdentity(tracker.identities);
    const inputSettled = (): void => this.#noteInput(race, running.process.id);
    this.#stage.use(race, 0, 'write', false);
    for (const input of inputs) {
      const settled = tracker.settlement(input);
      if (settled === undefined) tracker.watch(input, inputSettled);
      else if (!covers(running.time, settled)) {
        for (const process of [running.process, tracker.settlerOf(input) ?? running.process]) {
          if (!this.settings.racing.has(process.id)) this.lateRacing.add(process.id);
        }
      }
    }
  }

  /** The program aborts a signal. */
  noteAbort(signal: AbortSignal): void {
    this.#stage.noteAbort(signal, this.tracker.running.time);
  }

  /** The program read something that is one value of many. */
  surprise(what: string): void {
    if (!this.surprises.has(what)) this.surprises.set(what, this.calls.stack());
  }

  /** The program asked something of the world outside the model. */
  leave(what: string): void {
    this.outside ??= { what, process: this.#processes.of(this.tracker.running), stack: this.calls.stack() };
  }

  /** The stream of random numbers of the process that runs: the same in every order. */
  randomOfProcess(): Random {
    const { id } = this.tracker.running.process;
    let random = this.#random.get(id);
    if (random === undefined) {
      random = new Random(this.settings.seed * 1000 + id);
      this.#random.set(id, random);
    }
    return random;
  }

  #settle(completed: readonly Completion[], time: VectorTime): void {
    for (const { pending, threw, value } of completed) {
      this.tracker.settling = time;
      this.calls.watcher?.completing(pending, threw, value);
      const { kind } = pending.operation;
      if (kind === 'start') this.#processes.start(pending.operation.argument as ProcessRun, time);
      else if (kind === 'fire') this.#runAction(pending, time);
      else if (threw) pending.reject(value);
      else pending.resolve(value);
      this.#processes.drain();
      if (this.panic !== undefined) return;
    }
    this.#processes.startOthers();
  }

  /** A callback of a timer of the platform runs here, as a strand of the process that set it. */
  #runAction(pending: Pending, time: VectorTime): void {
    const timer = pending.operation.argument as ModelTimer & Partial<Callback>;
    const { callback, context } = timer;
    if (callback === undefined || context === undefined) return;
    this.#processes.guard(pending.process, () =>
      this.tracker.run(context, join(pending.past, time), () => {
        callback();
        if (timer.armed) void this.calls.call(new Operation('fire', this.clock, timer));
      }),
    );
  }

  /** Two inputs that settle in one step may have been brought together by earlier ones: their order is seen too. */
  #noteInput(race: number, process: number): void {
    this.#stage.use(race, 0, 'write', false);
    if (this.#inputs.has(race) && !this.settings.racing.has(process)) this.lateRacing.add(process);
    this.#inputs.add(race);
  }

  /** Keeps the line of the latest wait of the process that runs. */
  #noteWait(): void {
    this.#processes.of(this.tracker.running).lastAwait = this.calls.stack();
  }
}
