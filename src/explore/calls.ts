/** What programs call while they are explored: every call becomes a pending operation, and nothing else. */

import type { VectorTime } from '../causality/vector-time.ts';
import { CancellationCore } from '../kernel/cancellation.ts';
import type { ChannelRequest, ResultShape } from '../kernel/channel.ts';
import { Case, ChannelCore, channelPlace } from '../kernel/channel.ts';
import { Ground } from '../kernel/choice.ts';
import type { Driver, TimerHandle } from '../kernel/driver.ts';
import type { Letter, NodeCore } from '../kernel/node.ts';
import { InboxCore } from '../kernel/node.ts';
import { mayWait, Operation } from '../kernel/operation.ts';
import type { ProcessCore } from '../kernel/process.ts';
import { channelRequestOf } from '../kernel/request.ts';
import type { OperationName } from '../trace/trace.ts';
import type { Acting } from './acting.ts';
import type { Clock } from './clock.ts';
import { ModelTimer } from './clock.ts';
import type { Context, ProcessIdentity, Tracker } from './context.ts';
import { copyOf } from './copy.ts';
import { queuesUp } from './enabled.ts';
import type { Inboxes } from './inbox.ts';
import { callOf, noteMade } from './likeness.ts';
import type { Network, NodeRun } from './network.ts';
import { Nodes } from './nodes.ts';
import { callPlace, clockPlace, joinPlace, signalPlaces } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import type { Processes } from './processes.ts';
import { requestOf } from './request.ts';
import type { Sights } from './seen.ts';
import type { Spins } from './spin.ts';
import type { Stage } from './stage.ts';
import { withAdded } from './stage.ts';
import type { ExecutionSettings } from './step.ts';
import { Pending, startIdentity } from './transition.ts';
import type { Watcher } from './watcher.ts';

/** How many lines of calls are kept: a witness with more is not read line by line, and each costs time and memory. */
const maxStacks = 20_000;

/** What a platform timer calls, and as which run. */
export interface Callback {
  readonly callback: () => unknown;
  readonly context: Context;
}

/** The parts of an execution that calls act on. */
export interface Parts {
  readonly tracker: Tracker;
  readonly settings: ExecutionSettings;
  readonly stage: Stage;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly acting: Acting;
  readonly spins: Spins;
  readonly inboxes: Inboxes;
  readonly network: Network;
  /** The program read something that is one value of many. */
  readonly surprise: (what: string) => void;
}

let keptResolve: (value: unknown) => void = () => {};
let keptReject: (error: unknown) => void = () => {};

/** An executor that is the same for every promise: who makes one takes what it kept at once. */
function keepSettlers(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
  keptResolve = resolve;
  keptReject = reject;
}

export class Calls implements Driver {
  /** Whoever keeps account of what each process does, if anybody. */
  watcher: Watcher | undefined = undefined;
  /** Whoever takes down what is to be seen of each step, if anybody. */
  sights: Sights | undefined = undefined;
  readonly #parts: Parts;
  readonly nodes: Nodes;
  readonly #ground: Ground = new Ground(undefined);
  #stacks = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.nodes = new Nodes(parts, this);
  }

  /** The clock of whoever runs. */
  get clock(): Clock {
    const { tracker, processes, clock } = this.#parts;
    return processes.of(tracker.running).node?.clock ?? clock;
  }

  /** The program reads a clock, which shows `now`. */
  noteReading(now: number): void {
    const { tracker, processes } = this.#parts;
    this.sights?.read(processes.of(tracker.running), now);
  }

  adopt<O extends { id: number }>(object: O): O {
    const { tracker, stage } = this.#parts;
    object.id = tracker.running.nextIdentity(tracker.identities);
    if (object instanceof CancellationCore) stage.nameSignal(object.controller.signal, object.id);
    this.#noteMade(object);
    this.watcher?.made(object, this.#parts.processes.of(tracker.running));
    this.sights?.made(object);
    return object;
  }

  channel<T>(capacity: number, name: string | undefined): ChannelCore<T> {
    return this.adopt(new ChannelCore<T>(capacity, name));
  }

  send<T>(channel: ChannelCore<T>, value: T, signal: AbortSignal | undefined): Promise<void> {
    return this.#alone('send', new Case(channel, true, value, ''), false, 'nothing', signal) as Promise<void>;
  }

  receive<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    return this.#alone('receive', receiveFrom(channel), false, 'value', signal) as Promise<T | undefined>;
  }

  next<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T, undefined>> {
    const result = this.#alone('receive', receiveFrom(channel), false, 'result', signal);
    return result as Promise<IteratorResult<T, undefined>>;
  }

  trySend<T>(channel: ChannelCore<T>, value: T): Promise<boolean> {
    return this.#alone('trySend', new Case(channel, true, value, ''), true, 'sent', undefined) as Promise<boolean>;
  }

  tryReceive<T>(channel: ChannelCore<T>): Promise<IteratorResult<T, undefined> | undefined> {
    const result = this.#alone('tryReceive', receiveFrom(channel), true, 'maybe', undefined);
    return result as Promise<IteratorResult<T, undefined> | undefined>;
  }

  select(cases: readonly Case[], orElse: boolean, signal: AbortSignal | undefined): Promise<unknown> {
    return this.#communicate('select', { cases, otherwise: orElse, shape: 'selected' }, signal);
  }

  perform(operation: Operation): Promise<unknown> {
    return this.call(operation);
  }

  choose(options: readonly unknown[]): Promise<unknown> {
    return this.call(new Operation('choose', this.#ground, options));
  }

  note(kind: 'mark' | 'checkpoint', data: unknown): Promise<void> {
    // What is marked is as it was then, whatever the program does to it later.
    const noted = this.sights === undefined ? data : copyOf(data);
    return this.call(new Operation(kind, this.#ground, noted)) as Promise<void>;
  }

  spawn(core: ProcessCore, body: () => unknown): void {
    const { tracker, processes } = this.#parts;
    const { running, identities } = tracker;
    const { node } = processes.of(running);
    this.begin(core, running.nextProcess(identities), body, running.time, node);
  }

  node(name: string, core: ProcessCore, run: (node: NodeCore) => unknown): void {
    this.nodes.declare(name, core, run);
  }

  post(letter: Letter): Promise<void> {
    return this.nodes.post(letter);
  }

  /** Has a process started, after `time`; as part of `node`, if of one. */
  begin(
    core: ProcessCore,
    identity: ProcessIdentity,
    body: () => unknown,
    time: VectorTime,
    node?: NodeRun,
  ): ProcessRun {
    const { tracker, settings, stage, processes } = this.#parts;
    const process = processes.add(core, identity.root, body, this.stack());
    process.node = node;
    node?.processes.push(process);
    this.watcher?.spawned(process, processes.of(tracker.running));
    stage.calls++;
    if (settings.explained) stage.effects = withAdded(stage.effects, `starts ${process.name}`);
    const { everyStart, explicitStarts, explicitIndices } = settings;
    if (everyStart || explicitStarts.has(identity.id) || explicitIndices.has(process.index)) {
      void this.call(new Operation('start', core, process), process, time);
    } else processes.startLater(process, time);
    return process;
  }

  timer(channel: ChannelCore<number>, ms: number, period: number | undefined): TimerHandle {
    const { clock } = this;
    const timer = new ModelTimer(clock, ms, period, channel, undefined);
    channel.source = timer;
    this.#arm(timer);
    return {
      stop: () => this.call(new Operation('stop', clock, { timer })) as Promise<boolean>,
      reset: (next) => this.call(new Operation('reset', clock, { timer, ms: next })) as Promise<boolean>,
    };
  }

  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const channel = this.channel<number>(1, undefined);
    const timer = new ModelTimer(this.clock, ms, undefined, channel, undefined);
    channel.source = timer;
    this.#arm(timer);
    return this.#alone(
      'sleep',
      new Case(channel, false, undefined, `${ms}`),
      false,
      'nothing',
      signal,
    ) as Promise<void>;
  }

  deadline(core: CancellationCore, ms: number): void {
    const timer = new ModelTimer(this.clock, ms, undefined, undefined, (effects) => core.cancel(effects));
    this.#arm(timer);
    this.#parts.acting.noteDeadline(core, timer);
    this.#noteMade(timer);
    void this.call(new Operation('fire', timer.clock, timer));
    // The process goes on: it did not call to wait.
    this.#parts.stage.calls--;
  }

  bind(core: CancellationCore, parent: CancellationCore): void {
    const { stage } = this.#parts;
    if (!parent.done.closed) parent.children.add(core);
    else core.cancelAfter(parent, stage);
    stage.touch(parent.done, channelPlace.closed, 'read');
  }

  /** A timer of the platform: `callback` runs as a strand of the process that set it. Returns what disarms it. */
  platformTimer(callback: () => unknown, ms: number, period: number | undefined): () => void {
    const { tracker, stage } = this.#parts;
    const { clock } = this;
    const context = tracker.running.child(tracker.identities);
    const made = new ModelTimer(clock, ms, period, undefined, undefined);
    const timer: ModelTimer & Callback = Object.assign(made, { callback, context });
    this.#arm(timer);
    void this.call(new Operation('fire', clock, timer));
    return () => {
      if (!clock.disarm(timer)) return;
      stage.touch(clock, clockPlace.time, 'write');
      stage.retireFirings(timer);
    };
  }

  /** Makes a call a pending operation, of `owner` or of the process that runs. */
  call(operation: Operation, owner?: ProcessRun, time?: VectorTime): Promise<unknown> {
    const { tracker, stage, processes, inboxes } = this.#parts;
    const context = tracker.running;
    const process = owner ?? processes.of(context);
    const refused = process.node === undefined ? undefined : this.#refuse(operation, process);
    if (refused !== undefined) return refused;
    const promise = new Promise<unknown>(keepSettlers);
    const identity = owner === undefined ? context.nextIdentity(tracker.identities) : startIdentity(owner.identity.id);
    const pending = new Pending(
      operation,
      identity,
      process,
      time ?? context.time,
      stage.moment,
      promise,
      keptResolve,
      keptReject,
      this.stack(),
    );
    operation.record = pending;
    stage.pending.push(pending);
    tracker.hold(pending);
    if (++process.pendingCount > 1) this.#noteStrand(process);
    if (!stage.repeats) stage.called = withAdded(stage.called, pending);
    stage.calls++;
    this.#noteSpin(pending);
    this.#enqueue(pending);
    if (operation.signal !== undefined) this.#listen(pending, operation.signal);
    if (operation.kind === 'join') this.#noteJoin(operation);
    if (operation.kind === 'length') inboxes.noteCall(operation.object as ChannelCore, process, 'looks');
    this.watcher?.called(pending, processes.of(context));
    return promise;
  }

  /** What a node gets that is gone, or that touches what another has. */
  #refuse(operation: Operation, process: ProcessRun): Promise<never> | undefined {
    const { nodes } = this;
    if (nodes.isGone(process)) return new Promise<never>(() => {});
    const { object } = operation;
    if (operation.kind === 'start') return undefined;
    if (operation.kind === 'length' && object instanceof InboxCore && !this.#parts.network.hasArrivals)
      this.#parts.surprise('the length of an inbox');
    for (const touched of [object, ...(channelRequestOf(operation)?.cases ?? []).map(({ channel }) => channel)]) {
      const error = nodes.trespass(touched, process);
      if (error !== undefined) return Promise.reject(error);
    }
    return undefined;
  }

  /** Where the program is, in runs that are explained. */
  stack(): string | undefined {
    return this.#parts.settings.explained && this.#stacks++ < maxStacks ? new Error().stack : undefined;
  }

  /** A loop that only goes round again waits, if nothing else was done since the read before. */
  #noteSpin(pending: Pending): void {
    const { spins, stage } = this.#parts;
    const { process, operation } = pending;
    if (!spins.wantsSite(process)) return;
    pending.call = callOf(operation, process);
    process.calling = [...process.calling, pending.call];
    if (stage.calls === 1 && process.pendingCount === 1) pending.spin = spins.spinOf(process, pending.call);
  }

  /** What a process makes in each turn of a loop is another object each time. */
  #noteMade(object: object): void {
    const { spins, processes, tracker, settings } = this.#parts;
    if (settings.spinning.size === 0) return;
    const process = processes.of(tracker.running);
    if (spins.wantsSite(process)) noteMade(process, object);
  }

  /** A process with several operations waiting: in which order its strands queue is seen from now on. */
  #noteStrand(process: ProcessRun): void {
    const { settings, stage } = this.#parts;
    const { id } = process.identity;
    if (settings.stranded.has(id)) return;
    stage.lateStrands ??= new Set();
    stage.lateStrands.add(id);
  }

  #noteJoin(operation: Operation): void {
    const { settings, stage } = this.#parts;
    if (settings.erring.has(operation.object.id)) stage.touch(operation.object, joinPlace, 'read');
    if (operation.signal !== undefined) {
      const { processes } = this.#parts;
      processes.joinedUntil ??= new Set();
      processes.joinedUntil.add(operation.object);
    }
  }

  #arm(timer: ModelTimer): void {
    const { tracker, stage } = this.#parts;
    stage.touch(timer.clock, clockPlace.time, 'write');
    timer.arming.clock = tracker.running.time;
    timer.clock.arm(timer, timer.ms, stage.moment);
  }

  /** A channel operation of one case. */
  #alone<T>(
    kind: OperationName,
    one: Case<T>,
    orElse: boolean,
    shape: ResultShape,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    return this.#communicate(kind, { cases: [one as Case], otherwise: orElse, shape }, signal);
  }

  #communicate(kind: OperationName, request: ChannelRequest, signal: AbortSignal | undefined): Promise<unknown> {
    const { tracker, stage, processes, inboxes } = this.#parts;
    const { cases } = request;
    const process = processes.of(tracker.running);
    const object = cases.length === 1 ? (cases[0] as Case).channel : this.#ground;
    const operation = new Operation(kind, object, request, signal);
    for (const one of cases) {
      one.operation = operation;
      const isAlone = (kind === 'send' || kind === 'receive') && signal === undefined;
      inboxes.noteCall(one.channel, process, !isAlone ? 'looks' : one.sends ? 'sends' : 'receives');
      // Whether it was waited for before a timer is armed again decides whether that timer can fire unseen.
      if (!one.sends && one.channel.source !== undefined)
        stage.touch((one.channel.source as ModelTimer).clock, clockPlace.time, 'read');
    }
    return this.call(operation);
  }

  #enqueue(pending: Pending): void {
    const { settings, stage } = this.#parts;
    const { operation } = pending;
    const request = requestOf(pending);
    // Strands of one process queue in the order of their calls, so that it matters which calls first.
    const isSeen = settings.stranded.has(pending.process.identity.id);
    if (request === undefined) {
      if (isSeen && queuesUp(operation.kind))
        stage.touch(operation.object, callPlace(pending, operation.kind === 'rlock'), 'write');
      if (mayWait(operation.kind)) operation.object.waiting.push(operation);
      return;
    }
    for (const one of request.cases) {
      if (isSeen && !request.otherwise) stage.touch(one.channel, callPlace(pending, one.sends), 'write');
      (one.sends ? one.channel.senders : one.channel.receivers).push(one);
    }
  }

  #listen(pending: Pending, signal: AbortSignal): void {
    const { stage } = this.#parts;
    const object = stage.signalObject(signal);
    stage.use(object, signalPlaces.used, 'read', false);
    if (signal.aborted) return;
    signal.addEventListener('abort', () => {
      stage.use(object, signalPlaces.used, 'write', false);
      pending.cancelRequested = true;
    });
  }
}

function receiveFrom<T>(channel: ChannelCore<T>): Case<T> {
  return new Case<T>(channel, false, undefined, '');
}
