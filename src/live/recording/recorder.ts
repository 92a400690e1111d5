/**
 * Runs operations for real, and records each as an event: the kernel says what an operation does and orders, as it does to
 * the search; what can go goes at once, first come first served, as in a run that is not recorded.
 */
import { invariant } from '../../base/assert.ts';
import type { Point } from '../../causality/event-order.ts';
import { beforeAll, type EventOrder } from '../../causality/event-order.ts';
import type { Case } from '../../kernel/channel.ts';
import { ChannelCore } from '../../kernel/channel.ts';
import type { Letter } from '../../kernel/node.ts';
import type { Effects, KernelObject, Operation, Use } from '../../kernel/operation.ts';
import { Slot } from '../../kernel/operation.ts';
import type { ProcessCore } from '../../kernel/process.ts';
import { preview } from '../../trace/preview.ts';
import type { RecordedAccess } from '../../trace/trace.ts';
import type { Source } from '../aborts.ts';
import { cancelOnAbort, refusal } from '../aborts.ts';
import type { Wanted } from '../observer.ts';
import { observed } from '../observer.ts';
import { turn } from '../turn.ts';
import type { Canceller } from './call.ts';
import { Call } from './call.ts';
import type { Run, Strands } from './strands.ts';
import type { Completion, Side, Transcript } from './transcript.ts';

/** How many events are kept: with more neither a file nor who reads it would fit into memory everywhere. */
const eventsMax = 250_000;

/** What an event has done so far. */
class Step {
  readonly sides: Side[] = [];
  past: Point;
  readonly released: Slot[] = [];
  readonly published: Slot[] = [];
  readonly woken: Call[] = [];
  readonly completed: Completion[] = [];
  readonly accesses: Map<Call, RecordedAccess> = new Map<Call, RecordedAccess>();
  /** What is to happen when it is over. */
  readonly afterwards: (() => void)[] = [];

  constructor(past: Point) {
    this.past = past;
  }
}

export class Recorder implements Effects, Canceller {
  readonly order: EventOrder;
  readonly strands: Strands;
  readonly transcript: Transcript;
  /** Lets go those that wait at a channel, first come first served. */
  pump: (channel: ChannelCore) => void = () => {};
  #step: Step | undefined = undefined;
  #isSettling = false;
  readonly #changed: KernelObject[] = [];
  readonly #aborts = new WeakMap<AbortSignal, Slot>();
  readonly #most: number;

  /** `most`: how many events are kept. */
  constructor(order: EventOrder, strands: Strands, transcript: Transcript, most: number = eventsMax) {
    this.#most = most;
    this.order = order;
    this.strands = strands;
    this.transcript = transcript;
  }

  /** The run that calls now. Code whose beginning was not seen counts as main's, and as after everything so far. */
  running(): Run & { readonly process: number } {
    const { current } = this.strands;
    return { process: current?.process ?? 0, point: current?.point ?? this.order.everything() };
  }

  /** The first event: main starts. */
  begin(): void {
    this.transcript.add([{ process: 0, operation: 'start' }], beforeAll, []);
    this.order.add(beforeAll);
  }

  /** Whether events are no longer kept. */
  get isCut(): boolean {
    return this.order.size >= this.#most;
  }

  /** The program calls an operation; false when its signal has been aborted, which ends it at once. */
  call(operation: Operation, run: Run & { readonly process: number } = this.running()): Call {
    const origin = operation.origin?.record as Call | undefined;
    const call = new Call(operation, run.process, origin?.site ?? this.transcript.site(), run.point, this);
    operation.record = call;
    this.transcript.waiting.add(call);
    const refused = operation.signal === undefined ? undefined : refusal(operation.signal);
    if (refused !== undefined) this.#cancel(call, refused.reason);
    return call;
  }

  perform(operation: Operation): Promise<unknown> {
    const call = this.call(operation);
    const { object } = operation;
    if (call.over) return call.promise;
    // An acquire that has to wait takes its place in its semaphore's own queue, so that nobody who comes later passes it.
    if (object.enabled(operation) || operation.kind === 'acquire') this.act(call);
    else object.waiting.push(operation);
    return this.result(call);
  }

  /** The operation takes its next step. */
  act(call: Call): void {
    const { operation } = call;
    this.happen([[call, undefined]], call.past, () => operation.object.perform(operation, this));
  }

  /** What the program gets for its call, once that has been tried. */
  result(call: Call): Promise<unknown> {
    if (call.over) return turn.result(call.promise);
    const { signal } = call.operation;
    if (signal !== undefined) call.entry = cancelOnAbort(signal, call);
    observed.by?.waits(call, () => this.transcript.waitingOn(call), wantedBy(call));
    return call.promise;
  }

  /** An event of these calls, each with the case of it that goes, takes place after `past`; returns the point at which it did. */
  happen(sides: readonly (readonly [Call, Case | undefined])[], past: Point, perform: () => void): Point {
    const step = new Step(past);
    for (const [call, chosen] of sides) {
      const { kind, object } = call.operation;
      step.sides.push({ call, kind, object, chosen });
    }
    this.#within(step, perform);
    const point = this.#write(step);
    handOn(step, point, this.order);
    for (const { call, threw, value } of step.completed)
      this.strands.settle(point, () => (threw ? call.reject(value) : call.resolve(value)));
    for (const next of step.afterwards) next();
    this.#letGo();
    return point;
  }

  /** The event in progress is one that sends the message, or that receives it. */
  passes(letter: Letter, what: 'sent' | 'received'): void {
    if (this.isCut) return;
    if (what === 'sent') this.transcript.mail.send(letter, this.transcript.size);
    else this.transcript.mail.receive(letter, this.transcript.size);
  }

  /** Something that is no event of its own, being part of what the run does. */
  aside(perform: () => void): void {
    const step = new Step(this.running().point);
    this.#within(step, perform);
    for (const next of step.afterwards) next();
    this.#letGo();
  }

  /** After `object` changed on its own account, as a process does that ends. */
  changed(object: KernelObject): void {
    this.#changed.push(object);
    this.#letGo();
  }

  /** Ends a process, in the run in progress. */
  end(core: ProcessCore, process: number, threw: boolean, value: unknown): void {
    core.state = threw ? 'threw' : 'returned';
    core.result = value;
    core.ended.clock = this.running().point;
    const shown = value === undefined ? '' : ` ${preview(value)}`;
    this.note(`${this.transcript.processName(process)} ${threw ? 'throws' : 'returns'}${shown}`);
  }

  /** Notes what the run in progress does beside its operations. */
  note(effect: string): void {
    if (!this.isCut) this.transcript.note(this.running().point, effect);
  }

  cancel(call: Call, reason: unknown): void {
    if (this.#step === undefined) this.#cancel(call, reason);
    else this.#step.afterwards.push(() => this.#cancel(call, reason));
  }

  /** A signal is aborted, by the event in progress or by the run. */
  noteAbort(signal: AbortSignal): void {
    if (signal.aborted) return;
    const slot = this.abortOf(signal);
    if (this.#step === undefined) slot.clock = this.running().point;
    else this.#step.released.push(slot);
  }

  /** What whoever is cancelled by the signal comes after. */
  abortOf(signal: AbortSignal): Slot {
    let slot = this.#aborts.get(signal);
    if (slot === undefined) {
      slot = new Slot();
      this.#aborts.set(signal, slot);
    }
    return slot;
  }

  complete(operation: Operation, value: unknown): void {
    this.#conclude(operation, false, value);
  }

  fail(operation: Operation, error: unknown): void {
    this.#conclude(operation, true, error);
  }

  wait(operation: Operation): void {
    const call = operation.record as Call;
    this.#now.woken.push(call);
    const { waiting } = operation.object;
    if ((operation.list as unknown) !== waiting) {
      operation.list?.remove(operation);
      waiting.push(operation);
    }
    this.#changed.push(operation.object);
  }

  touch(object: KernelObject, _place: number, use: Use): void {
    if (use !== 'read' && (object.waiting.head !== undefined || object instanceof ChannelCore))
      this.#changed.push(object);
  }

  acquire(slot: Slot): void {
    if (slot.clock !== undefined) this.#now.past = this.order.join(this.#now.past, slot.clock as Point);
  }

  release(slot: Slot): void {
    this.#now.released.push(slot);
  }

  publish(slot: Slot): void {
    this.#now.published.push(slot);
  }

  access(_object: KernelObject, changes: boolean, atomic: boolean, early = false): void {
    const side = this.#now.sides.at(-1);
    if (side !== undefined) this.accessBy(side.call, changes, atomic, early);
  }

  /** An access by one side of a hand-over. */
  accessBy(call: Call, changes: boolean, atomic: boolean, early: boolean): void {
    const since = early ? { since: call.past.latest.toSorted((a, b) => a - b) } : {};
    const within = call.operation.origin === undefined ? {} : { within: 'update' as const };
    this.#now.accesses.set(call, { changes, atomic, ...since, ...within });
  }

  get #now(): Step {
    invariant(this.#step !== undefined, 'effects are those of an event');
    return this.#step;
  }

  #within(step: Step, perform: () => void): void {
    const outer = this.#step;
    this.#step = step;
    try {
      perform();
    } catch (error) {
      const [side] = step.sides;
      if (side === undefined) throw error;
      this.fail(side.call.operation, error);
    } finally {
      this.#step = outer;
    }
  }

  /** Takes down what happened, and returns the point at which it did. */
  #write({ sides, past, completed, accesses }: Step): Point {
    if (this.isCut) return past;
    const participants = sides.map((side) => {
      const completion = completed.find(({ call }) => call === side.call);
      return this.transcript.participant(side, completion, accesses.get(side.call));
    });
    const isOver = sides.length === 0 || completed.some(({ call }) => call === sides[0]?.call);
    this.transcript.add(participants, past, isOver ? [] : ['waits']);
    return this.order.add(past);
  }

  #conclude(operation: Operation, threw: boolean, value: unknown): void {
    const call = operation.record as Call;
    call.over = true;
    this.transcript.waiting.delete(call);
    operation.list?.remove(operation);
    for (const one of call.request?.cases ?? []) dequeue(one);
    call.entry?.leave();
    this.#now.completed.push({ call, threw, value });
  }

  #cancel(call: Call, reason: unknown): void {
    if (call.over) return;
    const { operation } = call;
    const { signal } = operation;
    const aborted = signal instanceof AbortSignal ? (this.abortOf(signal).clock as Point | undefined) : beforeAll;
    const past = this.order.join(call.past, aborted ?? this.order.everything());
    this.happen([[call, undefined]], past, () => {
      if (call.request === undefined) operation.object.withdraw(operation, this);
      this.fail(operation, reason);
    });
  }

  #letGo(): void {
    if (this.#isSettling || this.#step !== undefined) return;
    this.#isSettling = true;
    for (let object = this.#changed.shift(); object !== undefined; object = this.#changed.shift()) {
      if (object instanceof ChannelCore) this.pump(object);
      else
        for (let first = object.firstToGo(); first !== undefined; first = object.firstToGo())
          this.act(first.record as Call);
    }
    this.#isSettling = false;
  }
}

function wantedBy({ operation, request }: Call): Wanted {
  if (request !== undefined) return operation.kind === 'deliver' ? {} : { cases: request.cases };
  return operation.kind === 'join' ? { joined: operation.object } : {};
}

/** Hands the time of an event on to those who come after it. */
function handOn({ published, released, woken }: Step, point: Point, order: EventOrder): void {
  for (const slot of published) slot.clock = point;
  for (const slot of released) {
    const before = slot.clock as Point | undefined;
    slot.clock = before === undefined ? point : order.join(before, point);
  }
  for (const call of woken) call.past = order.join(call.past, point);
}

/** Puts a case into the queue of its channel; a timer behind the channel keeps the program alive for it. */
export function enqueue(one: Case): void {
  const { channel } = one;
  (one.sends ? channel.senders : channel.receivers).push(one);
  if (!one.sends) (channel.source as Source | undefined)?.await();
}

function dequeue(one: Case): void {
  if (one.list === undefined) return;
  one.list.remove(one);
  if (!one.sends) (one.channel.source as Source | undefined)?.leave();
}
