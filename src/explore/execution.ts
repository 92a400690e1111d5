/**
 * One controlled run of a program: the exploring driver.
 *
 * The program's calls become pending operations and nothing else. Whoever explores asks what can happen (`transitions`),
 * picks one, and has it happen (`perform`), which resolves the operations it completes and drains the microtask queue, so
 * that the program is quiescent again: every strand waits for an operation, has ended, or awaits a promise nobody of ours
 * will settle.
 */
import { invariant } from '../base/assert.ts';
import { Queue } from '../base/queue.ts';
import { Random } from '../base/random.ts';
import { beginning, covers, eventTime, join, maximum } from '../causality/vector-time.ts';
import type { VectorTime } from '../causality/vector-time.ts';
import { CancellationCore } from '../kernel/cancellation.ts';
import { Case, ChannelCore, channelPlace, shapeResult } from '../kernel/channel.ts';
import type { ChannelRequest, ResultShape } from '../kernel/channel.ts';
import { Ground } from '../kernel/choice.ts';
import type { Driver, TimerHandle } from '../kernel/driver.ts';
import { abortReason } from '../kernel/errors.ts';
import { mayWait, Operation, Slot } from '../kernel/operation.ts';
import type { Effects, KernelObject, Use } from '../kernel/operation.ts';
import { ProcessCore } from '../kernel/process.ts';
import type { OperationName } from '../trace/trace.ts';
import { show, tag } from '../trace/value.ts';
import type { TaggedValue } from '../trace/value.ts';
import { Clock, ModelTimer } from './clock.ts';
import type { Context, ProcessIdentity, Tracker, TrackedPromise } from './context.ts';
import { drainMicrotasks } from './drain.ts';
import { queuesUp, TransitionFinder } from './enabled.ts';
import type { Footprint, Touch } from './footprint.ts';
import { PlaceOrder } from './place-order.ts';
import { ProcessRun } from './process-run.ts';
import { requestOf } from './request.ts';
import { cancelled, otherwise } from './transition.ts';
import type { Pending, Transition } from './transition.ts';

/** An access for the race detector. */
export interface Access {
  readonly object: KernelObject;
  readonly changes: boolean;
  readonly atomic: boolean;
  /** The time that counts for it. */
  readonly time: readonly number[];
  readonly pending: Pending;
}

/** Promises the program raced. */
export interface Race {
  readonly result: TrackedPromise;
  readonly inputs: readonly TrackedPromise[];
  /** Inputs that cannot have won, because they failed and only a success wins. */
  readonly failed: ReadonlySet<TrackedPromise>;
}

/** An error that ended the program. */
export interface Panic {
  readonly process: ProcessRun;
  readonly error: unknown;
}

/** A step that was performed. */
export interface Step {
  readonly transition: Transition;
  readonly kind: OperationName;
  readonly object: KernelObject;
  readonly time: VectorTime;
  /** What its operations were ordered after before it. */
  readonly past: VectorTime;
  readonly footprint: Footprint;
  /** It was an operation that has to wait when it cannot go. */
  readonly waits: boolean;
  readonly accesses: readonly Access[];
  /** Operations the program called when this step let it run. */
  readonly called: readonly Pending[];
  /** Operations this step completed, in order, with what they returned or threw. */
  readonly completed: readonly { readonly pending: Pending; readonly threw: boolean; readonly value: unknown }[];
  /** A chosen case's value, or the value handed over. */
  readonly effects: readonly string[];
  /** Operations, by identity, that it changed without completing them: firings of a disarmed timer, waits that were woken. */
  readonly prevented: readonly number[];
}

/** What a run of the program is told about the search it is part of. */
export interface ExecutionSettings {
  /** Processes whose first step is a step of the search. */
  readonly explicitStarts: ReadonlySet<number>;
  /** Processes that race promises some of which had settled before: it matters in which order their operations complete. */
  readonly racing: ReadonlySet<number>;
  /** The same by the numbers that schedules use. */
  readonly explicitIndices: ReadonlySet<number>;
  /** Whether every process's first step is one. */
  readonly everyStart: boolean;
  /** Whether processes share plain state, so that all steps conflict. */
  readonly everythingEntangled: boolean;
  /** How often a ticker fires. */
  readonly ticks: number;
  readonly seed: number;
  /** Whether the lines of calls are wanted. */
  readonly explained: boolean;
}

/** How many lines of calls are kept: a witness with more is not read line by line, and each costs time and memory. */
const stacksMax = 20_000;

/** A step that calls more often than this gets on with something. */
const busyCalls = 500;

/** The object whose place stands for plain state that processes share. */
const plainState = -1;
/** The clock is the same object in every execution. */
export const clockObject = -2;
/** The object whose place stands for the order in which operations of racing processes complete. */
const completions = -3;
/** The object whose place stands for signals that are not ours. */
const foreignSignals = -4;
/** Places of a signal: its state, and for those that are cancelled with it that it was aborted. */
const signalPlaces = { used: 0, aborted: 1 } as const;
/** The place of a process that calling `join` on it reads and its end in an error changes. */
export const joinPlace = -1;
/** Places of the queues in which a process's own operations wait for one another. */
function queuePlace(pending: Pending, sends: boolean): number {
  return -2 - 4 * pending.process.identity.id - (sends ? 1 : 0);
}
/** Places of the order in which a process's strands join those queues. */
function callPlace(pending: Pending, sends: boolean): number {
  return queuePlace(pending, sends) - 2;
}

export class Execution implements Driver, Effects {
  readonly tracker: Tracker;
  readonly settings: ExecutionSettings;
  readonly clock: Clock;
  readonly processes: ProcessRun[] = [];
  /** Operations called and not completed, in the order of the calls. */
  readonly pending: Set<Pending> = new Set<Pending>();
  readonly steps: Step[] = [];
  /** What main did before its first wait worth telling. */
  firstEffects: readonly string[] = [];
  panic: Panic | undefined = undefined;
  mainResult: { readonly threw: boolean; readonly value: unknown } | undefined = undefined;
  /** What the program took from outside the model, in words. */
  readonly surprises: Map<string, string | undefined> = new Map<string, string | undefined>();
  /** Processes whose first step used something, so that it should have been a step of the search. */
  lateStart: ProcessRun | undefined = undefined;
  /** Processes that turned out to be racing, in the sense of the settings. */
  readonly lateRacing: Set<number> = new Set<number>();
  /** A canonical copy of what main returned or threw, taken as it settled. */
  mainValue: TaggedValue | undefined = undefined;
  /** Processes, by the identity of their object, that ended in an error. */
  readonly erred: Set<number> = new Set<number>();
  /** The functions of its processes, for what their source says. */
  readonly bodies: (() => unknown)[] = [];
  /** Values received, and by what, for values that get lost. */
  readonly received: { readonly pending: Pending; readonly value: unknown; readonly channel: ChannelCore }[] = [];
  readonly races: Race[] = [];
  /** The first thing it asked of the world outside the model. */
  outside: { readonly what: string; readonly process: ProcessRun; readonly stack: string | undefined } | undefined =
    undefined;

  readonly #random = new Map<number, Random>();
  readonly #ground: Ground = new Ground(undefined);
  readonly #finder: TransitionFinder;
  readonly #toStart: Queue<ProcessRun> = new Queue<ProcessRun>();
  readonly #byIdentity = new Map<ProcessIdentity, ProcessRun>();
  readonly #bodies = new Map<ProcessRun, () => unknown>();
  readonly #chains: number[] = [];
  readonly #names = new Map<string, number>();
  readonly #startTimes = new Map<ProcessRun, VectorTime>();

  // The step in progress.
  /** Its number, from 1; 0 while main runs to its first wait. */
  #moment = 0;
  #callsInStep = 0;
  #isCopying = false;
  #stacks = 0;
  #isRunning = false;
  #touches: Touch[] = [];
  #called: Pending[] = [];
  #completed: { pending: Pending; threw: boolean; value: unknown }[] = [];
  #accesses: { object: KernelObject; changes: boolean; atomic: boolean; early: boolean; pending: Pending }[] = [];
  #releases: { slot: Slot; replaces: boolean }[] = [];
  #woken: Pending[] = [];
  #trace: readonly number[] = [];
  #sync: readonly number[] = [];
  #acting: Pending | undefined = undefined;
  #effects: string[] = [];
  #prevented: number[] = [];
  /** Races of which an input settled in this step. */
  readonly #inputs = new Set<number>();
  /** The time of the step in progress once it is known. */
  #stamped: VectorTime | undefined = undefined;
  readonly #order = new PlaceOrder();
  /** Processes that somebody joined with a signal: whether they end before the wait is cancelled is seen. */
  readonly #joinedUntil = new Set<KernelObject>();
  readonly #signals = new WeakMap<AbortSignal, number>();
  readonly #aborts = new WeakMap<AbortSignal, Slot>();
  readonly #deadlines = new Map<CancellationCore, ModelTimer>();

  constructor(tracker: Tracker, settings: ExecutionSettings) {
    this.tracker = tracker;
    this.settings = settings;
    this.clock = new Clock(settings.ticks);
    this.#finder = new TransitionFinder(this.clock, this.pending);
    tracker.onWait = settings.explained ? () => this.#noteWait() : undefined;
  }

  // ---- running ----

  /** Starts main: everything it does before its first wait. */
  begin(root: Context, body: () => unknown): void {
    this.clock.id = clockObject;
    const main = this.#addProcess(new ProcessCore('main', {}), root, undefined);
    this.#bodies.set(main, body);
    this.bodies.push(body);
    this.#isRunning = true;
    this.#start(main, beginning);
    this.#startOthers();
    this.#isRunning = false;
    this.firstEffects = this.#effects;
    this.#touches = [];
    this.#called = [];
    this.#effects = [];
  }

  /** Whether what takes long is no step of the program, or one that gets on with something: that does not say it never ends. */
  get isBusy(): boolean {
    return !this.#isRunning || this.#isCopying || this.#callsInStep > busyCalls;
  }

  /** Everything that can happen next, in a fixed order. */
  transitions(): Transition[] {
    return this.#finder.find();
  }

  /** Has `what` happen. */
  happen(what: Transition): Step {
    const { pending, sender } = what;
    const past = sender === undefined ? pending.past : join(pending.past, sender.past);
    const { kind, object } = pending.operation;
    this.#prepare(pending, past);
    const mayHaveTo = mayWait(kind) && object.waits(pending.operation) && requestOf(pending)?.otherwise !== true;
    const waits = mayHaveTo || what.alternative === cancelled;
    this.#act(what);
    if (this.settings.everythingEntangled) this.#use(plainState, 0, 'write', false);
    if (this.#completed.some((one) => this.settings.racing.has(one.pending.process.identity.id))) {
      this.#use(completions, 0, 'write', false);
    }
    const time = this.#stamp(past);
    this.#stamped = time;
    for (const { slot, replaces } of this.#releases) {
      const before = replaces ? undefined : (slot.clock as VectorTime | undefined);
      slot.clock = before === undefined ? time : join(before, time);
    }
    for (const woken of this.#woken) woken.past = join(woken.past, time);
    const accesses = this.#accesses.map((access) => ({
      ...access,
      time: access.early ? access.pending.past.sync : time.sync,
    }));
    const completed = this.#completed;
    this.#isRunning = true;
    this.#settle(completed, time);
    this.#isRunning = false;
    this.#stamped = undefined;
    for (const { object: id, place, use } of this.#touches) this.#order.note(id, place, use, time.trace);
    const step: Step = {
      transition: what,
      kind,
      object,
      time,
      past,
      footprint: { touches: this.#touches, ends: this.panic !== undefined },
      waits,
      accesses,
      called: this.#called,
      completed,
      effects: this.#effects,
      prevented: this.#prevented,
    };
    this.steps.push(step);
    return step;
  }

  #prepare(pending: Pending, past: VectorTime): void {
    this.#moment = this.steps.length + 1;
    this.#callsInStep = 0;
    this.#touches = [];
    this.#called = [];
    this.#completed = [];
    this.#accesses = [];
    this.#releases = [];
    this.#woken = [];
    this.#effects = [];
    this.#prevented = [];
    this.#inputs.clear();
    this.#trace = past.trace;
    this.#sync = past.sync;
    this.#acting = pending;
  }

  #act(transition: Transition): void {
    const { pending, alternative } = transition;
    const { operation } = pending;
    pending.steps++;
    for (const side of transition.sender === undefined ? [pending] : [pending, transition.sender]) {
      if (side.operation.signal !== undefined) this.#use(this.#signalPlace(side.operation.signal), signalPlaces.used, 'guard', false);
    }
    if (alternative === cancelled) return this.#cancel(pending, operation.signal as AbortSignal);
    switch (operation.kind) {
      case 'start':
        return this.#actStart(pending);
      case 'choose':
        return this.complete(operation, (operation.argument as readonly unknown[])[alternative]);
      case 'fire':
        this.#retire(pending);
        this.#completed.push({ pending, threw: false, value: undefined });
        return this.clock.fire(operation.argument as ModelTimer, this.#moment, this);
      case 'stop':
      case 'reset':
        return this.#actTimer(operation, alternative);
      case 'send':
      case 'receive':
      case 'trySend':
      case 'tryReceive':
      case 'select':
      case 'sleep':
        return this.#actChannel(transition);
      default:
        if (operation.kind === 'length') this.#lookAtTimer(operation.object as ChannelCore, alternative);
        if (queuesUp(operation.kind)) this.#touchQueue(pending);
        if (operation.signal !== undefined) this.touch(operation.object, 0, 'guard');
        operation.object.perform(operation, this);
        if (operation.kind === 'cancel') this.#disarmDeadlines();
    }
  }

  /** A deadline that has nothing left to cancel is disarmed, as a live one is. */
  #disarmDeadlines(): void {
    for (const [core, timer] of this.#deadlines) {
      if (!core.done.closed || !timer.armed) continue;
      this.touch(this.clock, 0, 'write');
      this.clock.disarm(timer);
      this.#forgetFiring(timer);
    }
  }

  /** A process's own operations on an object go in the order they were called: each orders the next. */
  #touchQueue(pending: Pending): void {
    const { object } = pending.operation;
    this.touch(object, queuePlace(pending, false), 'write', true);
  }

  #cancel(pending: Pending, signal: AbortSignal): void {
    const { operation } = pending;
    this.#use(this.#signalPlace(signal), signalPlaces.aborted, 'read', false);
    this.acquire(this.#abortOf(signal));
    const request = requestOf(pending);
    if (request === undefined) {
      if (queuesUp(operation.kind)) this.#touchQueue(pending);
      this.touch(operation.object, 0, 'guard');
      operation.object.withdraw(operation, this);
    } else {
      for (const one of request.cases) {
        this.#guard(one, pending);
        this.touch(one.channel, queuePlace(pending, one.sends), 'write', true);
      }
    }
    this.fail(operation, abortReason(signal));
  }

  #actStart(pending: Pending): void {
    this.#retire(pending);
    this.#completed.push({ pending, threw: false, value: undefined });
  }

  #actTimer(operation: Operation, alternative: number): void {
    const { timer, ms } = operation.argument as { timer: ModelTimer; ms: number };
    this.touch(this.clock, 0, 'write');
    if (alternative === 1) this.clock.fire(timer, this.#moment, this);
    const wasArmed = this.clock.disarm(timer);
    if (operation.kind === 'reset') {
      this.clock.arm(timer, ms, this.#moment);
      this.publish(timer.arming);
    }
    this.complete(operation, wasArmed);
  }

  /** A look at a timer's channel: the timer may have fired before it. */
  #lookAtTimer(channel: ChannelCore, alternative: number): void {
    if (alternative === 1) this.#fireSource(channel);
    else if (channel.source !== undefined) this.touch(this.clock, 0, 'guard');
  }

  #fireSource(channel: ChannelCore): void {
    this.clock.fire(channel.source as ModelTimer, this.#moment, this);
  }

  #actChannel(transition: Transition): void {
    const { pending, sender, received, sent, alternative } = transition;
    const request = requestOf(pending) as ChannelRequest;
    for (const one of request.cases) this.#guard(one, pending);
    if (alternative === otherwise) {
      for (const one of request.cases) one.channel.look(this);
      return this.complete(pending.operation, shapeResult(request, undefined, undefined, false));
    }
    if (sender !== undefined) {
      const given = sent as Case;
      const taken = received as Case;
      const offered = requestOf(sender) as ChannelRequest;
      for (const one of offered.cases) this.#guard(one, sender);
      this.#queueCase(given, sender, offered);
      this.#queueCase(taken, pending, request);
      taken.channel.meet(this);
      this.#accessSend(given.channel, sender);
      sender.steps++;
      this.#receive(pending, request, taken, given.value, false);
      return this.complete(sender.operation, shapeResult(offered, given, undefined, false));
    }
    const chosen = request.cases[alternative] as Case;
    this.#queueCase(chosen, pending, request);
    if (chosen.sends) this.#actSend(pending, request, chosen);
    else this.#actReceive(pending, request, chosen);
  }

  #actSend(pending: Pending, request: ChannelRequest, chosen: Case): void {
    this.#accessSend(chosen.channel, pending);
    if (chosen.channel.closed) {
      chosen.channel.refuse(this);
      return this.fail(pending.operation, chosen.channel.closedError());
    }
    chosen.channel.store(chosen.value, this);
    this.complete(pending.operation, shapeResult(request, chosen, undefined, false));
  }

  #actReceive(pending: Pending, request: ChannelRequest, chosen: Case): void {
    const { channel } = chosen;
    if (channel.buffer.length === 0 && channel.source !== undefined) this.#fireSource(channel);
    if (channel.buffer.length === 0) {
      channel.end(this);
      return this.#receive(pending, request, chosen, undefined, true);
    }
    this.#receive(pending, request, chosen, channel.take(this), false);
  }

  #receive(pending: Pending, request: ChannelRequest, chosen: Case, value: unknown, ended: boolean): void {
    if (!ended && chosen.channel.source === undefined) this.received.push({ pending, value, channel: chosen.channel });
    this.complete(pending.operation, shapeResult(request, chosen, value, ended));
  }

  #accessSend(channel: ChannelCore, by: Pending): void {
    this.#accesses.push({ object: channel, changes: false, atomic: false, early: true, pending: by });
  }

  #queueCase(one: Case, pending: Pending, request: ChannelRequest): void {
    if (!request.otherwise) this.touch(one.channel, queuePlace(pending, one.sends), 'write', true);
  }

  /** An operation with alternatives is told of every change that would have offered another. */
  #guard(one: Case, { operation }: Pending): void {
    const request = operation.argument as ChannelRequest;
    const { channel } = one;
    const looksAtTimer = request.otherwise && channel.source !== undefined;
    if (request.cases.length === 1 && operation.signal === undefined && !looksAtTimer) return;
    if (channel.source !== undefined) this.touch(this.clock, 0, 'guard');
    this.touch(channel, channelPlace.tail, 'guard');
    this.touch(channel, channelPlace.closed, 'guard');
    // A receive can offer room to a send, or `otherwise`; from another receive it can only take the value away.
    this.touch(channel, channelPlace.head, 'guard', !one.sends && !request.otherwise);
  }

  #stamp(past: VectorTime): VectorTime {
    const chain = this.#chainAfter(past);
    const position = (this.#chains[chain] ?? 0) + 1;
    this.#chains[chain] = position;
    return eventTime(this.#trace, this.#sync, chain, position);
  }

  /** A chain whose last event is in the past of the step, or a new one. */
  #chainAfter(past: VectorTime): number {
    const { sync } = past;
    if (past.chain >= 0 && this.#chains[past.chain] === past.position) return past.chain;
    for (let chain = 0; chain < this.#chains.length; chain++) {
      if ((sync[chain] ?? 0) === this.#chains[chain]) return chain;
    }
    return this.#chains.length;
  }

  #settle(completed: readonly { pending: Pending; threw: boolean; value: unknown }[], time: VectorTime): void {
    for (const { pending, threw, value } of completed) {
      this.tracker.settling = time;
      const { kind } = pending.operation;
      if (kind === 'start') this.#start(pending.operation.argument as ProcessRun, time);
      else if (kind === 'fire') this.#runAction(pending, time);
      else if (threw) pending.reject(value);
      else pending.resolve(value);
      this.#drain();
      if (this.panic !== undefined) return;
    }
    this.#startOthers();
  }

  /** A callback of a timer of the platform runs here, as a strand of the process that set it. */
  #runAction(pending: Pending, time: VectorTime): void {
    const { callback, context } = pending.operation.argument as ModelTimer & Callback;
    if (callback === undefined) return;
    const timer = pending.operation.argument as ModelTimer;
    this.#guarded(pending.process, () =>
      this.tracker.run(context, join(pending.past, time), () => {
        callback();
        if (timer.armed) void this.#call(new Operation('fire', this.clock, timer));
      }),
    );
  }

  #drain(): void {
    this.tracker.made = 0;
    drainMicrotasks();
  }

  // ---- processes ----

  #addProcess(core: ProcessCore, root: Context, stack: string | undefined): ProcessRun {
    const base = core.name === undefined || core.name === '' ? `process ${this.processes.length}` : core.name;
    const count = (this.#names.get(base) ?? 0) + 1;
    this.#names.set(base, count);
    const name = count === 1 ? base : `${base}#${count}`;
    const run = new ProcessRun(core, root.process, this.processes.length, name, this.#moment, stack);
    this.processes.push(run);
    this.#byIdentity.set(root.process, run);
    return run;
  }

  /** Runs processes that were spawned up to their first wait, unless their first step is one of the search. */
  #startOthers(): void {
    while (this.#toStart.length > 0) {
      const next = this.#toStart.shift();
      const outer = this.#touches;
      this.#touches = [];
      this.#start(next, this.#startTimes.get(next) as VectorTime);
      if (this.#touches.length > 0 || this.panic !== undefined) this.lateStart ??= next;
      for (const touch of this.#touches) outer.push(touch);
      this.#touches = outer;
      if (this.panic !== undefined) return;
    }
  }

  #start(process: ProcessRun, time: VectorTime): void {
    const body = this.#bodies.get(process);
    invariant(body !== undefined, `process ${process.name} has no body`);
    this.#bodies.delete(process);
    process.started = true;
    const { tracker } = this;
    this.#guarded(process, () =>
      tracker.run(process.identity.root, time, () => {
        let result: unknown;
        let later: boolean;
        try {
          result = body();
          later = isThenable(result);
        } catch (error) {
          this.#end(process, true, error);
          return;
        }
        if (later) {
          Promise.resolve(result).then(
            (value) => this.#end(process, false, value),
            (error: unknown) => this.#end(process, true, error),
          );
        } else this.#end(process, false, result);
      }),
    );
    this.#drain();
  }

  #end(process: ProcessRun, threw: boolean, value: unknown): void {
    const { core } = process;
    core.state = threw ? 'threw' : 'returned';
    core.result = value;
    core.ended.clock = this.tracker.running.time;
    this.#effects.push(`${process.name} ${threw ? 'throws' : 'returns'} ${this.settings.explained && value !== undefined ? show(tag(value)) : ''}`.trim());
    if (process.index === 0) {
      this.mainResult = { threw, value };
      this.#isCopying = true;
      this.mainValue = tag(value);
      this.#isCopying = false;
    }
    if (this.#joinedUntil.has(core)) this.touch(core, 0, 'write');
    if (!threw) return;
    this.erred.add(core.id);
    if (core.supervised) return;
    if (core.waiting.head !== undefined) {
      this.touch(core, joinPlace, 'write');
      return;
    }
    this.#panicIn(process, value);
  }

  #panicIn(process: ProcessRun, error: unknown): void {
    if (this.panic !== undefined) return;
    this.panic = { process, error };
    this.#effects.push(`panics: ${this.settings.explained ? show(tag(error)) : ''}`);
  }

  /** An error that nobody handled when its step ended: called by whoever listens for them while the search runs. */
  unhandled(error: unknown): void {
    this.#panicIn(this.#acting?.process ?? (this.processes[0] as ProcessRun), error);
  }

  #guarded(process: ProcessRun, body: () => void): void {
    try {
      body();
    } catch (error) {
      this.#panicIn(process, error);
    }
  }

  // ---- effects of operations ----

  complete(operation: Operation, value: unknown): void {
    const pending = operation.record as Pending;
    this.#retire(pending);
    this.#completed.push({ pending, threw: false, value });
  }

  fail(operation: Operation, error: unknown): void {
    const pending = operation.record as Pending;
    this.#retire(pending);
    this.#completed.push({ pending, threw: true, value: error });
  }

  wait(operation: Operation): void {
    const pending = operation.record as Pending;
    if ((operation.list as unknown) !== operation.object.waiting) {
      operation.list?.remove(operation);
      operation.object.waiting.push(operation);
    }
    this.#woken.push(pending);
    if (pending === this.#acting) return;
    // It could have been cancelled where it was.
    this.#prevented.push(pending.identity);
    if (operation.signal !== undefined) this.#use(this.#signalPlace(operation.signal), signalPlaces.used, 'guard', false);
  }

  touch(object: KernelObject, place: number, use: Use, releases = false): void {
    this.#use(object.id, place, use, releases);
  }

  /**
   * Notes a use, and orders the step after the uses it conflicts with. The program may use things while the step lets it
   * run, when the step's time is already known to others: then that time itself is advanced.
   */
  #use(object: number, place: number, use: Use, releases: boolean): void {
    this.#touches.push({ object, place, use, releases });
    const before = this.#order.before(object, place, use);
    if (this.#stamped === undefined) this.#trace = maximum(this.#trace, before);
    else advance(this.#stamped.trace as number[], before);
  }

  acquire(slot: Slot): void {
    const time = slot.clock as VectorTime | undefined;
    if (time === undefined) return;
    this.#trace = maximum(this.#trace, time.trace);
    this.#sync = maximum(this.#sync, time.sync);
  }

  release(slot: Slot): void {
    this.#releases.push({ slot, replaces: false });
  }

  publish(slot: Slot): void {
    this.#releases.push({ slot, replaces: true });
  }

  access(object: KernelObject, changes: boolean, atomic: boolean, early = false): void {
    this.#accesses.push({ object, changes, atomic, early, pending: this.#acting as Pending });
  }

  // ---- what programs call ----

  perform(operation: Operation): Promise<unknown> {
    return this.#call(operation);
  }

  adopt<O extends { id: number }>(object: O): O {
    object.id = this.tracker.running.nextIdentity(this.tracker.identities);
    if (object instanceof CancellationCore) this.#signals.set(object.controller.signal, object.id);
    return object;
  }

  channel<T>(capacity: number, name: string | undefined): ChannelCore<T> {
    return this.adopt(new ChannelCore<T>(capacity, name));
  }

  send<T>(channel: ChannelCore<T>, value: T, signal: AbortSignal | undefined): Promise<void> {
    return this.#communicate('send', [new Case(channel, true, value, '') as Case], false, 'nothing', signal) as Promise<void>;
  }

  receive<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    const cases = [new Case(channel, false, undefined, '') as Case];
    return this.#communicate('receive', cases, false, 'value', signal) as Promise<T | undefined>;
  }

  next<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T, undefined>> {
    const cases = [new Case(channel, false, undefined, '') as Case];
    return this.#communicate('receive', cases, false, 'result', signal) as Promise<IteratorResult<T, undefined>>;
  }

  trySend<T>(channel: ChannelCore<T>, value: T): Promise<boolean> {
    const cases = [new Case(channel, true, value, '') as Case];
    return this.#communicate('trySend', cases, true, 'sent', undefined) as Promise<boolean>;
  }

  tryReceive<T>(channel: ChannelCore<T>): Promise<IteratorResult<T, undefined> | undefined> {
    const cases = [new Case(channel, false, undefined, '') as Case];
    return this.#communicate('tryReceive', cases, true, 'maybe', undefined) as Promise<
      IteratorResult<T, undefined> | undefined
    >;
  }

  select(cases: readonly Case[], orElse: boolean, signal: AbortSignal | undefined): Promise<unknown> {
    return this.#communicate('select', cases, orElse, 'selected', signal);
  }

  choose(options: readonly unknown[]): Promise<unknown> {
    return this.#call(new Operation('choose', this.#ground, options));
  }

  note(kind: 'mark' | 'checkpoint', data: unknown): Promise<void> {
    return this.#call(new Operation(kind, this.#ground, data)) as Promise<void>;
  }

  spawn(core: ProcessCore, body: () => unknown): void {
    const { running, identities } = this.tracker;
    const identity = running.nextProcess(identities);
    const process = this.#addProcess(core, identity.root, this.#stack());
    this.#callsInStep++;
    this.#bodies.set(process, body);
    this.bodies.push(body);
    this.#effects.push(`starts ${process.name}`);
    const { everyStart, explicitStarts, explicitIndices } = this.settings;
    if (everyStart || explicitStarts.has(identity.id) || explicitIndices.has(process.index)) {
      void this.#call(new Operation('start', core, process), process);
      return;
    }
    this.#startTimes.set(process, running.time);
    this.#toStart.push(process);
  }

  timer(channel: ChannelCore<number>, ms: number, period: number | undefined): TimerHandle {
    const timer = new ModelTimer(ms, period, channel, undefined);
    channel.source = timer;
    this.#arm(timer);
    return {
      stop: () => this.#call(new Operation('stop', this.clock, { timer })) as Promise<boolean>,
      reset: (next) => this.#call(new Operation('reset', this.clock, { timer, ms: next })) as Promise<boolean>,
    };
  }

  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const channel = this.channel<number>(1, undefined);
    const timer = new ModelTimer(ms, undefined, channel, undefined);
    channel.source = timer;
    this.#arm(timer);
    const cases = [new Case(channel, false, undefined, `${ms}`) as Case];
    return this.#communicate('sleep', cases, false, 'nothing', signal) as Promise<void>;
  }

  deadline(core: CancellationCore, ms: number): void {
    const timer = new ModelTimer(ms, undefined, undefined, (effects) => core.cancel(effects));
    this.#arm(timer);
    this.#deadlines.set(core, timer);
    void this.#call(new Operation('fire', this.clock, timer));
  }

  bind(core: CancellationCore, parent: CancellationCore): void {
    if (!parent.done.closed) parent.children.add(core);
    else core.cancelAfter(parent, this);
    this.touch(parent.done, channelPlace.closed, 'read');
  }

  /** The program races `inputs`: in which order they settle is seen, and whether before the race began. */
  noteRace(result: TrackedPromise, inputs: readonly TrackedPromise[], failed: ReadonlySet<TrackedPromise>): void {
    this.races.push({ result, inputs, failed });
    const { tracker } = this;
    const { running } = tracker;
    const race = running.nextIdentity(tracker.identities);
    const inputSettled = (): void => this.#noteInput(race, running.process.id);
    this.#use(race, 0, 'write', false);
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

  /** Two inputs that settle in one step may have been brought together by earlier ones: their order is seen too. */
  #noteInput(race: number, process: number): void {
    this.#use(race, 0, 'write', false);
    if (this.#inputs.has(race) && !this.settings.racing.has(process)) this.lateRacing.add(process);
    this.#inputs.add(race);
  }

  /** The program read something that is one value of many. */
  surprise(what: string): void {
    if (this.surprises.has(what)) return;
    this.surprises.set(what, this.#stack());
  }

  /** The program asked something of the world outside the model. */
  leave(what: string): void {
    this.outside ??= { what, process: this.#processOf(this.tracker.running), stack: this.#stack() };
  }

  /** The stream of random numbers of the process that runs: the same in every order. */
  randomOfProcess(): Random {
    const { id } = this.tracker.running.process;
    let random = this.#random.get(id);
    if (random === undefined) this.#random.set(id, (random = new Random(this.settings.seed * 1000 + id)));
    return random;
  }

  /** A timer of the platform: `callback` runs as a strand of the process that set it. Returns what disarms it. */
  platformTimer(callback: () => unknown, ms: number, period: number | undefined): () => void {
    const context = this.tracker.running.child(this.tracker.identities);
    const timer: ModelTimer & Callback = Object.assign(new ModelTimer(ms, period, undefined, undefined), {
      callback,
      context,
    });
    this.#arm(timer);
    void this.#call(new Operation('fire', this.clock, timer));
    return () => {
      if (!this.clock.disarm(timer)) return;
      this.touch(this.clock, 0, 'write');
      this.#forgetFiring(timer);
    };
  }

  #forgetFiring(timer: ModelTimer): void {
    for (const pending of this.pending) {
      if (pending.operation.argument !== timer) continue;
      this.#prevented.push(pending.identity);
      this.#retire(pending);
    }
  }

  #arm(timer: ModelTimer): void {
    this.touch(this.clock, 0, 'write');
    timer.arming.clock = this.tracker.running.time;
    this.clock.arm(timer, timer.ms, this.#moment);
  }

  #communicate(
    kind: OperationName,
    cases: readonly Case[],
    orElse: boolean,
    shape: ResultShape,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const object = cases.length === 1 ? (cases[0] as Case).channel : this.#ground;
    const request: ChannelRequest = { cases, otherwise: orElse, shape };
    const operation = new Operation(kind, object, request, signal);
    for (const one of cases) {
      one.operation = operation;
      // Whether it was waited for before a timer is armed again decides whether that timer can fire unseen.
      if (!one.sends && one.channel.source !== undefined) this.touch(this.clock, 0, 'read');
    }
    return this.#call(operation);
  }

  #call(operation: Operation, owner?: ProcessRun): Promise<unknown> {
    const { tracker } = this;
    const context = tracker.running;
    let resolve: (value: unknown) => void = () => {};
    let reject: (error: unknown) => void = () => {};
    const promise = new Promise<unknown>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    const { signal } = operation;
    const pending: Pending = {
      operation,
      // A start is known by its process, so that making it a step of its own renames nothing else.
      identity: owner === undefined ? context.nextIdentity(tracker.identities) : -1000 - owner.identity.id,
      process: owner ?? this.#processOf(context),
      past: context.time,
      calledAt: this.#moment,
      steps: 0,
      cancelRequested: signal?.aborted ?? false,
      cancelOnly: signal?.aborted ?? false,
      promise,
      resolve,
      reject,
      stack: this.#stack(),
    };
    operation.record = pending;
    this.pending.add(pending);
    pending.process.pendingCount++;
    this.#called.push(pending);
    this.#callsInStep++;
    this.#enqueue(pending);
    if (signal !== undefined) this.#listen(pending, signal);
    if (operation.kind === 'join') {
      this.touch(operation.object, joinPlace, 'read');
      if (signal !== undefined) this.#joinedUntil.add(operation.object);
    }
    return promise;
  }

  #enqueue(pending: Pending): void {
    const { operation } = pending;
    const request = requestOf(pending);
    // Strands of one process queue in the order of their calls, so that it matters which calls first.
    const isAlone = pending.process.pendingCount === 1;
    if (request === undefined) {
      if (!isAlone && queuesUp(operation.kind)) this.touch(operation.object, callPlace(pending, false), 'write');
      if (mayWait(operation.kind)) operation.object.waiting.push(operation);
      return;
    }
    if (!isAlone && !request.otherwise) {
      for (const one of request.cases) this.touch(one.channel, callPlace(pending, one.sends), 'write');
    }
    for (const one of request.cases) (one.sends ? one.channel.senders : one.channel.receivers).push(one);
  }

  #listen(pending: Pending, signal: AbortSignal): void {
    const place = this.#signalPlace(signal);
    this.#use(place, signalPlaces.used, 'read', false);
    if (signal.aborted) return;
    signal.addEventListener('abort', () => {
      this.#use(place, signalPlaces.used, 'write', false);
      pending.cancelRequested = true;
    });
  }

  /** A signal of ours is known by its cancellation; all others share a place, having no name that is the same in every order. */
  #signalPlace(signal: AbortSignal): number {
    return this.#signals.get(signal) ?? foreignSignals;
  }

  #abortOf(signal: AbortSignal): Slot {
    let slot = this.#aborts.get(signal);
    if (slot === undefined) {
      slot = new Slot();
      this.#aborts.set(signal, slot);
    }
    return slot;
  }

  /** The program aborts a signal: whoever has not begun to wait with it will find it so. */
  noteAbort(signal: AbortSignal): void {
    if (signal.aborted) return;
    const id = this.#signalPlace(signal);
    this.#use(id, signalPlaces.used, 'write', false);
    this.#use(id, signalPlaces.aborted, 'write', true);
    const abort = this.#abortOf(signal);
    if (this.#stamped === undefined) this.release(abort);
    else abort.clock = this.tracker.running.time;
  }

  #retire(pending: Pending): void {
    if (!this.pending.delete(pending)) return;
    pending.process.pendingCount--;
    const { operation } = pending;
    operation.list?.remove(operation);
    const request = requestOf(pending);
    if (request !== undefined) for (const one of request.cases) one.list?.remove(one);
  }

  #processOf(context: Context): ProcessRun {
    return this.#byIdentity.get(context.process) ?? (this.processes[0] as ProcessRun);
  }

  /** Keeps the line of the latest wait of the process that runs. */
  #noteWait(): void {
    const process = this.#byIdentity.get(this.tracker.running.process);
    if (process !== undefined) process.lastAwait = this.#stack();
  }

  #stack(): string | undefined {
    return this.settings.explained && this.#stacks++ < stacksMax ? new Error().stack : undefined;
  }
}

/** Advances `vector` in place to at least `to`. */
function advance(vector: number[], to: readonly number[]): void {
  for (let chain = 0; chain < to.length; chain++) {
    if ((vector[chain] ?? 0) < (to[chain] as number)) vector[chain] = to[chain] as number;
  }
  for (let chain = 0; chain < vector.length; chain++) vector[chain] ??= 0;
}

/** What a platform timer calls, and as which run. */
interface Callback {
  readonly callback: () => unknown;
  readonly context: Context;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
