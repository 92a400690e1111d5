/** What a transition does when it happens: the operation takes its step, and the kernel says what that means. */
import type { CancellationCore } from '../kernel/cancellation.ts';
import type { Case, ChannelCore, ChannelRequest } from '../kernel/channel.ts';
import { channelPlace, shapeResult } from '../kernel/channel.ts';
import { abortReason } from '../kernel/errors.ts';
import type { MarkNote } from '../kernel/mark-note.ts';
import { InboxCore } from '../kernel/node.ts';
import type { KernelObject, Operation } from '../kernel/operation.ts';
import type { ModelTimer } from './clock.ts';
import type { TrackedPromise } from './context.ts';
import { behind, behindCase, queuesUp } from './enabled.ts';
import type { Inboxes, Message } from './inbox.ts';
import type { Fate, Network, NodeRun } from './network.ts';
import { lose } from './nodes.ts';
import {
  callPlace,
  clockPlace,
  joinPlace,
  marksObject,
  nodePlace,
  operationPlace,
  releasePlace,
  signalPlaces,
} from './places.ts';
import { requestOf } from './request.ts';
import type { Watched } from './seen.ts';
import type { Stage } from './stage.ts';
import type { ExecutionSettings } from './step.ts';
import type { Pending, Transition } from './transition.ts';
import { cancelled, otherwise } from './transition.ts';

/** A value received, for values that get lost. */
export interface Reception {
  readonly pending: Pending;
  readonly promise: TrackedPromise;
  readonly value: unknown;
  readonly channel: ChannelCore;
}

export class Acting {
  readonly received: Reception[] = [];
  readonly #stage: Stage;
  /** Cancellations that a timer will cancel. */
  #deadlines: Map<CancellationCore, ModelTimer> | undefined = undefined;

  readonly #stranded: ReadonlySet<number>;
  readonly #watched: Watched | undefined;
  readonly #inboxes: Inboxes;
  readonly #network: Network;

  constructor(stage: Stage, { stranded, watched }: ExecutionSettings, inboxes: Inboxes, network: Network) {
    this.#stage = stage;
    this.#stranded = stranded;
    this.#watched = watched;
    this.#inboxes = inboxes;
    this.#network = network;
  }

  noteDeadline(core: CancellationCore, timer: ModelTimer): void {
    this.#deadlines ??= new Map();
    this.#deadlines.set(core, timer);
  }

  act(transition: Transition): void {
    const stage = this.#stage;
    const { pending, alternative } = transition;
    const { operation } = pending;
    pending.steps++;
    this.#guardSignal(operation.signal);
    this.#guardSignal(transition.sender?.operation.signal);
    if (alternative === cancelled) return this.#cancel(pending, operation.signal as AbortSignal);
    if (requestOf(pending) !== undefined) return this.#communicate(transition);
    switch (operation.kind) {
      case 'start':
        return stage.complete(operation, undefined);
      case 'choose':
        return stage.complete(operation, (operation.argument as readonly unknown[])[alternative]);
      case 'fire':
        stage.complete(operation, undefined);
        return fire(operation.argument as ModelTimer, stage);
      case 'stop':
      case 'reset':
        return this.#setTimer(operation, alternative);
      case 'mark':
        this.#useMarks(operation);
        return this.#perform(pending);
      case 'post':
        return this.#network.post(pending, alternative, stage);
      case 'crash':
      case 'restart':
      case 'partition':
      case 'heal':
      case 'fate':
        return this.#befall(pending, alternative);
      default:
        if (operation.kind === 'length' && this.#network.hasArrivals && operation.object instanceof InboxCore)
          return stage.complete(operation, alternative);
        if (operation.kind === 'length') this.#lookAtTimer(operation.object as ChannelCore, alternative);
        if (operation.signal !== undefined) stage.touch(operation.object, 0, 'guard');
        this.#perform(pending);
        if (operation.kind === 'cancel') this.#disarmDeadlines();
    }
  }

  /** Something happens to a node, the network or a message. */
  #befall(pending: Pending, alternative: number): void {
    const stage = this.#stage;
    const network = this.#network;
    const { operation } = pending;
    const { kind, object, argument } = operation;
    stage.complete(operation, undefined);
    if (kind === 'fate') return this.#decide(pending, argument as Fate, alternative === 1);
    if (kind === 'crash') {
      stage.use(object.id, nodePlace.life, 'write', false);
      network.crash(argument as NodeRun, stage);
    } else if (kind === 'restart' && alternative === 0) network.restart(argument as NodeRun, stage);
    else if (kind === 'restart') return;
    else if (kind === 'partition') network.cut(alternative, stage);
    else network.heal(stage);
  }

  /** Whether a message that was on its way when its receiver crashed had arrived, and is forgotten. */
  #decide({ identity, operation: { object } }: Pending, { message, before }: Fate, isForgotten: boolean): void {
    const stage = this.#stage;
    for (const other of before) this.#pass(other, object, true);
    stage.touch(object, operationPlace(identity), 'write', true);
    message.isUndecided = false;
    message.isForgotten = isForgotten;
    if (!isForgotten) return;
    // What had to come after it no longer has to wait.
    stage.touch(object, operationPlace(message.identity), 'write', true);
    lose(message, stage);
  }

  #perform(pending: Pending): void {
    const { operation } = pending;
    const { object } = operation;
    if (!queuesUp(operation.kind) || !this.#isStranded(pending)) return object.perform(operation, this.#stage);
    const others = behind(pending);
    this.#pass(pending, object, false);
    object.perform(operation, this.#stage);
    if (operation.list === undefined) this.#leave(pending, object, false, others);
  }

  /** The order among marks is one more thing that steps use, where properties look at it. */
  #useMarks({ argument }: Operation): void {
    for (const { place, use } of this.#watched?.usesOf(argument as MarkNote) ?? [])
      this.#stage.use(marksObject, place, use, false);
  }

  #guardSignal(signal: AbortSignal | undefined): void {
    const stage = this.#stage;
    if (signal !== undefined) stage.use(stage.signalObject(signal), signalPlaces.used, 'guard', false);
  }

  /** A deadline that has nothing left to cancel is disarmed, as a live one is. */
  #disarmDeadlines(): void {
    for (const [core, timer] of this.#deadlines ?? []) {
      if (!core.done.closed) continue;
      this.#deadlines?.delete(core);
      if (!timer.armed) continue;
      this.#stage.touch(timer.clock, clockPlace.time, 'write');
      timer.clock.disarm(timer);
      this.#stage.retireFirings(timer);
    }
  }

  /** Whether strands of its process wait for one another. */
  #isStranded({ process, cancelOnly, letter }: Pending): boolean {
    return letter !== undefined || (!cancelOnly && this.#stranded.has(process.identity.id));
  }

  /** Comes after those who held it back. */
  #pass({ heldBy }: Pending, object: KernelObject, sends: boolean): void {
    for (const held of heldBy ?? [])
      if (held.object === object && held.sends === sends) this.#stage.touch(object, operationPlace(held.by), 'read');
  }

  /** Holds back nobody any more of those who are behind it. */
  #leave(pending: Pending, object: KernelObject, sends: boolean, others: readonly Pending[]): void {
    const { identity, operation } = pending;
    this.#stage.touch(object, operationPlace(identity), 'write', true);
    // Who is called before it leaves comes behind it.
    this.#stage.use(object.id, callPlace(pending, sends || operation.kind === 'rlock'), 'read', false);
    for (const other of others) {
      other.heldBy ??= [];
      other.heldBy.push({ object, sends, by: identity });
    }
  }

  #leaveAll(pending: Pending, { cases, otherwise: looks }: ChannelRequest): void {
    if (looks || !this.#isStranded(pending)) return;
    // What comes after a message was told so as it left.
    for (const one of cases)
      this.#leave(pending, one.channel, one.sends, pending.letter === undefined ? behindCase(one, pending) : []);
  }

  #cancel(pending: Pending, signal: AbortSignal): void {
    const stage = this.#stage;
    const { operation } = pending;
    stage.use(stage.signalObject(signal), signalPlaces.aborted, 'read', false);
    stage.acquire(stage.abortOf(signal));
    const request = requestOf(pending);
    if (request === undefined) {
      if (queuesUp(operation.kind) && this.#isStranded(pending))
        this.#leave(pending, operation.object, false, behind(pending));
      stage.touch(operation.object, 0, 'guard');
      // Whether anybody joins it decides what the error does that a process may end in.
      if (operation.kind === 'join') stage.touch(operation.object, joinPlace, 'read');
      operation.object.withdraw(operation, stage);
    } else {
      for (const one of request.cases) {
        this.#guard(one, pending);
      }
      this.#leaveAll(pending, request);
      this.#endHolds(pending, request);
    }
    stage.fail(operation, abortReason(signal));
  }

  #setTimer(operation: Operation, alternative: number): void {
    const stage = this.#stage;
    const { timer, ms } = operation.argument as { timer: ModelTimer; ms: number };
    const { clock } = timer;
    stage.touch(clock, clockPlace.time, 'write');
    stage.touch(clock, clockPlace.holds, 'guard');
    if (alternative === 1) fire(timer, stage);
    const wasArmed = clock.disarm(timer);
    if (operation.kind === 'reset') {
      clock.arm(timer, ms, stage.moment);
      stage.publish(timer.arming);
    }
    stage.complete(operation, wasArmed);
  }

  /** A look at a timer's channel: the timer may have fired before it. */
  #lookAtTimer(channel: ChannelCore, alternative: number): void {
    const timer = channel.source as ModelTimer | undefined;
    if (timer === undefined) return;
    if (alternative === 1) fire(timer, this.#stage);
    else this.#stage.touch(timer.clock, clockPlace.time, 'read');
    this.#stage.touch(timer.clock, clockPlace.holds, 'guard');
  }

  #communicate(transition: Transition): void {
    const { pending, sender, alternative } = transition;
    const request = requestOf(pending) as ChannelRequest;
    for (const one of request.cases) this.#guard(one, pending);
    this.#endHolds(pending, request);
    if (sender !== undefined) this.#endHolds(sender, requestOf(sender) as ChannelRequest);
    if (alternative === otherwise) {
      for (const one of request.cases) one.channel.look(this.#stage);
      return this.#stage.complete(pending.operation, shapeResult(request, undefined, undefined, false));
    }
    if (sender !== undefined) return this.#handOver(transition, sender, request);
    const chosen = request.cases[alternative] as Case;
    this.#pass(pending, chosen.channel, chosen.sends);
    this.#leaveAll(pending, request);
    if (chosen.sends) this.#send(pending, request, chosen);
    else this.#receive(pending, request, chosen, transition.message);
  }

  #handOver({ pending, received, sent }: Transition, sender: Pending, request: ChannelRequest): void {
    const given = sent as Case;
    const taken = received as Case;
    const offered = requestOf(sender) as ChannelRequest;
    for (const one of offered.cases) this.#guard(one, sender);
    this.#pass(sender, given.channel, true);
    this.#pass(pending, taken.channel, false);
    this.#leaveAll(sender, offered);
    this.#leaveAll(pending, request);
    taken.channel.meet(this.#stage);
    this.#accessSend(given.channel, sender);
    sender.steps++;
    this.#take(pending, request, taken, given.value, false);
    this.#stage.complete(sender.operation, shapeResult(offered, given, undefined, false));
  }

  #send(pending: Pending, request: ChannelRequest, chosen: Case): void {
    this.#accessSend(chosen.channel, pending);
    if (chosen.channel.closed) {
      chosen.channel.refuse(this.#stage);
      return this.#stage.fail(pending.operation, chosen.channel.closedError());
    }
    if (this.#inboxes.has(chosen.channel)) this.#inboxes.post(chosen.channel, pending, chosen.value, this.#stage);
    else chosen.channel.store(chosen.value, this.#stage);
    this.#stage.complete(pending.operation, shapeResult(request, chosen, undefined, false));
  }

  #receive(pending: Pending, request: ChannelRequest, chosen: Case, message: Message | undefined): void {
    const { channel } = chosen;
    if (message !== undefined) {
      this.#inboxes.take(channel, message, this.#stage);
      return this.#take(pending, request, chosen, message.value, false);
    }
    if (channel.buffer.length === 0 && channel.source !== undefined) fire(channel.source as ModelTimer, this.#stage);
    if (channel.buffer.length === 0) {
      channel.end(this.#stage);
      return this.#take(pending, request, chosen, undefined, true);
    }
    this.#take(pending, request, chosen, channel.take(this.#stage), false);
  }

  #take(pending: Pending, request: ChannelRequest, chosen: Case, value: unknown, ended: boolean): void {
    if (!ended && chosen.channel.source === undefined) {
      const promise = pending.promise as TrackedPromise;
      this.received.push({ pending, promise, value, channel: chosen.channel });
    }
    this.#stage.complete(pending.operation, shapeResult(request, chosen, value, ended));
  }

  #accessSend(channel: ChannelCore, by: Pending): void {
    this.#stage.accessBy(by, channel, false, false, true);
  }

  /** Who waits for a timer since before it was armed holds back later ones, until it goes otherwise. */
  #endHolds({ calledAt }: Pending, { cases }: ChannelRequest): void {
    for (const { channel, sends } of cases) {
      const timer = channel.source as ModelTimer | undefined;
      if (!sends && timer?.armed === true && calledAt <= timer.armedStep) this.#endHold(timer);
    }
  }

  #endHold(timer: ModelTimer): void {
    this.#stage.touch(timer.clock, clockPlace.holds, 'commute', true);
    this.#stage.touch(timer.clock, releasePlace(timer.armedAt), 'write', true);
    timer.isReleased = true;
  }

  /** An operation with alternatives is told of every change that would have offered another. */
  #guard(one: Case, { operation }: Pending): void {
    const stage = this.#stage;
    const request = operation.argument as ChannelRequest;
    const { channel } = one;
    const looksAtTimer = request.otherwise && channel.source !== undefined;
    if (request.cases.length === 1 && operation.signal === undefined && !looksAtTimer) return;
    if (channel.source !== undefined) {
      const { clock } = channel.source as ModelTimer;
      stage.touch(clock, clockPlace.time, looksAtTimer ? 'read' : 'guard');
      stage.touch(clock, clockPlace.holds, 'guard');
    }
    stage.touch(channel, channelPlace.tail, 'guard');
    stage.touch(channel, channelPlace.closed, 'guard');
    // A receive can offer room to a send, or `otherwise`; from another receive it can only take the value away.
    stage.touch(channel, channelPlace.head, 'guard', !one.sends && !request.otherwise);
  }
}

function fire(timer: ModelTimer, stage: Stage): void {
  timer.clock.fire(timer, stage.moment, stage);
}
