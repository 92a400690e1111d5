/**
 * One controlled run of a program.
 *
 * Whoever explores asks what can happen (`transitions`), picks one, and has it happen (`happen`), which resolves the
 * operations it completes and drains the microtask queue, so that the program is quiescent again: every strand waits for an
 * operation, has ended, or awaits a promise nobody of ours will settle.
 */
import { Random } from '../base/random.ts';
import type { VectorTime } from '../causality/vector-time.ts';
import { beginning, join } from '../causality/vector-time.ts';
import { mayWait, Operation } from '../kernel/operation.ts';
import { ProcessCore } from '../kernel/process.ts';
import type { Reception } from './acting.ts';
import { Acting } from './acting.ts';
import type { Callback } from './calls.ts';
import { Calls } from './calls.ts';
import type { Clock, ModelTimer } from './clock.ts';
import { clockOf } from './clocks.ts';
import type { Context, TrackedPromise, Tracker } from './context.ts';
import { drainMicrotasks } from './drain.ts';
import { TransitionFinder } from './enabled.ts';
import type { Touch } from './footprint.ts';
import { Inboxes } from './inbox.ts';
import { isAdverse, Network } from './network.ts';
import { clockObject, completions, nodePlace, plainState } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import { Processes } from './processes.ts';
import { Racing } from './racing.ts';
import { requestOf } from './request.ts';
import type { Seen } from './seen.ts';
import { Sights, unseen } from './seen.ts';
import type { Spin } from './spin.ts';
import { calm, Spins } from './spin.ts';
import { Stage } from './stage.ts';
import type { Completion, ExecutionSettings, Panic, Step } from './step.ts';
import { Trail } from './trail.ts';
import type { Pending, Transition, TransitionName } from './transition.ts';
import { cancelled } from './transition.ts';

/** A step that calls more often than this gets on with something. */
const busyCalls = 500;

/** Something of the world outside that the program asked for. */
export interface Departure {
  readonly what: string;
  readonly process: ProcessRun;
  readonly stack: string | undefined;
}

/** Not a promise, whose continuations are followed; taken now, before the program may replace it. */
const soon = queueMicrotask;

const noSurprises: ReadonlyMap<string, string | undefined> = new Map();

export class Execution {
  readonly tracker: Tracker;
  readonly settings: ExecutionSettings;
  readonly clock: Clock;
  readonly spins: Spins;
  readonly inboxes: Inboxes;
  readonly network: Network;
  /** What the program's calls reach. */
  readonly calls: Calls;
  readonly steps: Step[] = [];
  /** What main did before its first wait worth telling. */
  firstEffects: readonly string[] = [];
  /** What is to be seen of that, where somebody looks. */
  firstSeen: Seen = unseen;
  /** What the program took from outside the model, in words, and where. */
  surprises: ReadonlyMap<string, string | undefined> = noSurprises;
  /** The promises the program races. */
  readonly racing: Racing;
  /** Whether at one instant just those of its steps can have taken place, where that is not so of all that the order allows. */
  isMoment: ((inside: (step: number) => boolean) => boolean) | undefined = undefined;
  /** The first thing it asked of the world outside the model. */
  outside: Departure | undefined = undefined;

  readonly #stage: Stage;
  readonly #processes: Processes;
  readonly #acting: Acting;
  readonly #finder: TransitionFinder;
  #random: Map<number, Random> | undefined = undefined;
  #isRunning = false;
  /** What settles the operations that are completed, where that is put off. */
  #putOff: (() => void)[] | undefined = undefined;
  /** When the latest step happened, where that is known. */
  #instant = 0;

  /** `trail`: what is known of the steps that will be repeated; without it, nothing is. */
  constructor(tracker: Tracker, settings: ExecutionSettings, trail: Trail = new Trail()) {
    this.tracker = tracker;
    this.settings = settings;
    this.clock = clockOf(settings.model, settings.ticks);
    this.clock.id = clockObject;
    this.network = new Network(settings.model);
    this.#stage = new Stage(trail, tracker);
    const stage = this.#stage;
    this.racing = new Racing(tracker, stage, settings, this.steps);
    const processes = new Processes(stage, tracker, settings.explained);
    this.inboxes = new Inboxes(settings.inboxes);
    const { watched } = settings;
    const acting = new Acting(stage, settings, this.inboxes, this.network);
    this.#processes = processes;
    this.#acting = acting;
    this.spins = new Spins(settings, trail);
    const { clock, spins, inboxes, network } = this;
    const surprise = (what: string): void => this.surprise(what);
    const parts = { tracker, settings, stage, processes, clock, acting, spins, inboxes, network, surprise };
    this.calls = new Calls(parts);
    if (watched !== undefined) this.calls.sights = new Sights('changes');
    this.#finder = new TransitionFinder(clock, stage.pending, spins, inboxes, network, watched);
    tracker.onEnter = undefined;
    tracker.onWait = settings.explained ? () => this.#noteWait() : undefined;
    if (settings.explained) tracker.ranks = true;
  }

  get processes(): readonly ProcessRun[] {
    return this.#processes.all;
  }

  /** The number of the step in progress, from 1; 0 while main runs to its first wait. */
  get moment(): number {
    return this.#stage.moment;
  }

  /** Operations called and not completed, in the order of the calls. */
  get pending(): Iterable<Pending> {
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

  /** Whether the program used something as it went on, without an operation of its own. */
  get wentBeyond(): boolean {
    return this.#stage.wentBeyond;
  }

  get erred(): ReadonlySet<number> | undefined {
    return this.#processes.erred;
  }

  /** Processes that turned out to have several operations waiting at once, in the sense of the settings. */
  get lateStrands(): ReadonlySet<number> | undefined {
    return this.#stage.lateStrands;
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

  /** Starts main: everything it does before its first wait. `repeats`: it did so in an earlier execution. */
  begin(root: Context, body: () => unknown, repeats = false): void {
    const main = this.#processes.add(new ProcessCore('main', {}), root, body, undefined);
    this.#stage.repeats = repeats;
    this.#isRunning = true;
    this.#processes.start(main, beginning);
    this.#processes.startOthers();
    this.#isRunning = false;
    this.firstEffects = this.#stage.effects;
    this.firstSeen = this.calls.sights?.look(this.processes) ?? unseen;
    this.#stage.clear();
  }

  /** Everything that can happen next, in a fixed order. */
  transitions(): Transition[] {
    return this.#finder.find();
  }

  /** Whether `transitions`, all that can happen next, only go round once more to meet somebody met by who did not. */
  onlyGoesRound(transitions: readonly Transition[]): boolean {
    return this.#finder.onlyGoesRound(transitions);
  }

  /** What has this name, if it can happen next. */
  find(name: TransitionName): Transition | undefined {
    const pending = this.tracker.holder(name.identity);
    return pending?.list === this.#stage.pending ? this.#finder.named(pending, name) : undefined;
  }

  /** What `pending` can do next. */
  waysOf(pending: Pending): readonly Transition[] {
    return this.#finder.of(pending);
  }

  /** A step that can happen next and conflicts with none; not one of `opaque`, whose continuations do. */
  findQuiet(opaque: ReadonlySet<number>): Transition | undefined {
    return this.#finder.quiet(opaque);
  }

  /** Has `what` happen. */
  happen(what: Transition): Step {
    const stage = this.#stage;
    this.#noteInstant();
    const { pending, sender } = what;
    const past = sender === undefined ? pending.past : join(pending.past, sender.past);
    const { kind, object } = pending.operation;
    const mayHaveTo = mayWait(kind) && object.waits(pending.operation) && requestOf(pending)?.otherwise !== true;
    stage.prepare(pending, past, false);
    this.racing.begin();
    this.#acting.act(what);
    this.#useLife(pending);
    if (sender !== undefined) this.#useLife(sender);
    const { settings } = this;
    if (pending.spin !== undefined) this.#watch(pending.spin);
    if (sender?.spin !== undefined) this.#watch(sender.spin);
    if (settings.everythingEntangled) stage.use(plainState, 0, 'write', false);
    if (settings.racing.size > 0 && stage.completed.some((one) => settings.racing.has(one.pending.process.identity.id)))
      stage.use(completions, 0, 'write', false);
    const time = stage.stamp(past);
    const accesses = stage.accesses(time);
    const { completed } = stage;
    this.#noteRead(what, stage.touches);
    this.#settle(completed, time, what.alternative);
    this.#endRead(what, stage.touches);
    if (stage.merged !== undefined) this.racing.noteMerged(stage.merged, time);
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
      instant: this.#instant,
      seen: this.calls.sights?.look(this.processes, completed) ?? unseen,
    };
    this.steps.push(step);
    return step;
  }

  /** Has `what` happen, which is the step `known` of an earlier execution again; false when it differs from that. */
  repeat(what: Transition, known: Step): boolean {
    const stage = this.#stage;
    const { pending } = what;
    const { kind, object } = pending.operation;
    this.#noteInstant();
    if (kind !== known.kind || object.id !== known.object.id) return false;
    stage.prepare(pending, known.past, true);
    this.racing.begin();
    this.#acting.act(what);
    if (!sameCompletions(known.completed, stage.completed)) return false;
    stage.handOn(known.time);
    this.#noteRead(what, known.footprint.touches);
    this.#settle(stage.completed, known.time, what.alternative);
    this.#endRead(what, known.footprint.touches);
    stage.finish(known.time);
    this.calls.sights?.look(this.processes);
    this.steps.push(known);
    return known.footprint.ends === (this.panic !== undefined);
  }

  /**
   * Has `first` happen, and `second` when so many of its microtasks have run, then runs the program on: real runs take turns
   * like that. What the steps say of time and of what the program did is not to be relied on then.
   */
  amid(first: () => void, ticks: number, second: () => void): void {
    const processes = this.#processes;
    let failure: { readonly error: unknown } | undefined;
    const wait = (left: number): void => {
      if (left > 0) return soon(() => wait(left - 1));
      try {
        if (this.panic === undefined) second();
      } catch (error) {
        // Thrown here it would pass for an error of the program.
        failure = { error };
      }
      this.#isRunning = true;
    };
    processes.isHeldBack = true;
    first();
    this.#isRunning = true;
    wait(ticks);
    drainMicrotasks();
    this.#isRunning = false;
    processes.isHeldBack = false;
    if (failure !== undefined) throw failure.error;
  }

  /**
   * Has what `happen` does happen, settles the operations that it completes from the last to the first, and then runs the program
   * on: a real run settles who waits for an operation within its call, before the call returns.
   */
  backwards(happen: () => void): void {
    const processes = this.#processes;
    const putOff: (() => void)[] = [];
    this.#putOff = putOff;
    processes.isHeldBack = true;
    try {
      happen();
    } finally {
      this.#putOff = undefined;
    }
    this.#isRunning = true;
    for (const settle of putOff.reverse()) settle();
    drainMicrotasks();
    this.#isRunning = false;
    processes.isHeldBack = false;
  }

  /** An error that nobody handled when its step ended: called by whoever listens for them while the search runs. */
  unhandled(error: unknown): void {
    this.#processes.panicIn(this.#stage.acting?.process ?? (this.processes[0] as ProcessRun), error);
  }

  /** The program races `inputs`: in which order they settle is seen, and whether before the race began. */
  noteRace(result: TrackedPromise, inputs: readonly TrackedPromise[], failed: ReadonlySet<TrackedPromise>): void {
    this.racing.note(result, inputs, failed);
  }

  /** The program aborts a signal. */
  noteAbort(signal: AbortSignal): void {
    this.#stage.noteAbort(signal, this.tracker.running.time);
  }

  /** The program read something that is one value of many. */
  surprise(what: string): void {
    if (this.surprises.has(what)) return;
    this.surprises = new Map([...this.surprises, [what, this.calls.stack()]]);
  }

  /** The program asked something of the world outside the model. */
  leave(what: string): void {
    this.outside ??= { what, process: this.#processes.of(this.tracker.running), stack: this.calls.stack() };
  }

  /** The stream of random numbers of the process that runs: the same in every order. */
  randomOfProcess(): Random {
    const { id } = this.tracker.running.process;
    this.#random ??= new Map();
    let random = this.#random.get(id);
    if (random === undefined) {
      random = new Random(this.settings.seed * 1000 + this.tracker.identities.seedOf(id));
      this.#random.set(id, random);
    }
    return random;
  }

  /** Steps at different instants come one after the other, whatever they use. */
  #noteInstant(): void {
    const { instant } = this.clock;
    if (instant === this.#instant) return;
    this.#instant = instant;
    this.#stage.passTime(this.steps.length);
  }

  /** A step of a node comes before or after it crashes. */
  #useLife(pending: Pending): void {
    const { node } = pending.process;
    if (node?.isMortal !== true || (isAdverse(pending) && !pending.isHeardOf)) return;
    this.#stage.use(node.core.id, nodePlace.life, 'read', false);
  }

  #settle(completed: readonly Completion[], time: VectorTime, alternative: number): void {
    this.#isRunning = true;
    for (let at = 0; at < completed.length; at++) {
      const completion = completed[at] as Completion;
      if (this.#putOff === undefined) this.#settleOne(completion, time, alternative);
      else this.#putOff.push(() => this.#settleOne(completion, time, alternative));
      if (this.panic !== undefined) break;
    }
    if (this.panic === undefined) this.#processes.startOthers();
    this.#isRunning = false;
  }

  #settleOne({ pending, threw, value }: Completion, time: VectorTime, alternative: number): void {
    this.tracker.settling = time;
    this.calls.watcher?.completing(pending, threw, value);
    if (!this.#stage.repeats) this.calls.sights?.completing(pending, threw, value);
    const { kind } = pending.operation;
    if (kind === 'post' || isAdverse(pending)) this.calls.nodes.follow(pending, alternative, time);
    if (kind === 'start') this.#processes.start(pending.operation.argument as ProcessRun, time);
    else if (kind === 'fire') this.#runAction(pending, time);
    else if (threw) pending.reject(value);
    // Of a node that has crashed nothing goes on.
    else if (pending.process.core.state !== 'crashed') pending.resolve(value);
    pending.forget();
    this.#processes.drain();
  }

  /** What lets a spinning operation go on conflicts with it. */
  #watch({ watched }: Spin): void {
    for (const { touches } of watched)
      for (const { object, place, use } of touches) this.#stage.use(object, place, use, false);
  }

  #noteRead(what: Transition, touches: readonly Touch[]): void {
    const [one, another] = this.#stage.completed;
    if (one !== undefined && another === undefined && !one.threw)
      return this.spins.note(what, one.value, touches, this.steps.length);
    calm(what.pending.process);
    if (what.sender !== undefined) calm(what.sender.process);
  }

  /** A process that did more than call its next operation does not only go round. */
  #endRead({ pending }: Transition, touches: readonly Touch[]): void {
    if (this.#stage.calls <= 1)
      return this.spins.hold(pending.process, touches, this.steps.length, this.#stage.pending);
    calm(pending.process);
    for (const other of this.#stage.pending) if (other.process === pending.process) other.spin = undefined;
  }

  /** A callback of a timer of the platform runs here, as a strand of the process that set it. */
  #runAction(pending: Pending, time: VectorTime): void {
    const timer = pending.operation.argument as ModelTimer & Partial<Callback>;
    const { callback, context } = timer;
    if (callback === undefined || context === undefined) return;
    this.#processes.guard(pending.process, () =>
      this.tracker.run(context, join(pending.past, time), () => {
        callback();
        if (timer.armed) void this.calls.call(new Operation('fire', timer.clock, timer));
      }),
    );
  }

  /** Keeps the line of the latest wait of the process that runs. */
  #noteWait(): void {
    this.#processes.of(this.tracker.running).lastAwait = this.calls.stack();
  }
}

/** Whether a replayed step is the same: the same operations, returning the same. */
export function sameCompletions(before: readonly Completion[], now: readonly Completion[]): boolean {
  if (before.length !== now.length) return false;
  for (let at = 0; at < before.length; at++) {
    const one = before[at] as Completion;
    const other = now[at] as Completion;
    if (
      other.threw !== one.threw ||
      other.pending.identity !== one.pending.identity ||
      !alike(one.value, other.value) ||
      !alike(one.pending.operation.argument, other.pending.operation.argument)
    )
      return false;
  }
  return true;
}

/** Objects are made anew in every execution, so only primitives can be told apart. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' || typeof a === 'function') return typeof a === typeof b;
  return Object.is(a, b);
}
