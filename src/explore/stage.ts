/**
 * The step in progress: what it uses, completes and calls, and where in time it is.
 *
 * A step that is repeated happens like any other, but when it was and what it used is known from the first time, so that
 * nothing of it is worked out again.
 */

import { LinkedList } from '../base/linked-list.ts';
import type { VectorTime } from '../causality/vector-time.ts';
import { advance, covers, join, maximum, raise } from '../causality/vector-time.ts';
import type { Effects, KernelObject, Operation, Use } from '../kernel/operation.ts';
import { Slot } from '../kernel/operation.ts';
import type { Tracker } from './context.ts';
import { Touch } from './footprint.ts';
import { isAdverse } from './network.ts';
import { foreignSignals, isBeyond, signalPlaces } from './places.ts';
import { requestOf } from './request.ts';
import type { Access, Completion } from './step.ts';
import type { Trail } from './trail.ts';
import type { Pending } from './transition.ts';

export class Stage implements Effects {
  /** Operations called and not completed, in the order of the calls. */
  readonly pending: LinkedList<Pending> = new LinkedList<Pending>();
  /** The number of the step, from 1; 0 while main runs to its first wait. */
  moment = 0;
  /** How many calls and spawns the program made in it. */
  calls = 0;
  touches: readonly Touch[] = none;
  called: readonly Pending[] = none;
  completed: readonly Completion[] = none;
  effects: readonly string[] = none;
  prevented: readonly number[] = none;
  acting: Pending | undefined = undefined;
  /** Processes that turned out to have several operations waiting at once. */
  lateStrands: Set<number> | undefined = undefined;
  /** Whether the step is one that is repeated. */
  repeats = false;
  /** Whether the program used something as it went on, without an operation of its own. */
  wentBeyond = false;
  /** The latest time of code that used something in the step and came after more than the step does. */
  merged: VectorTime | undefined = undefined;

  readonly #trail: Trail;
  readonly #tracker: Tracker;
  #accesses: readonly Access[] = none;
  readonly #released: Slot[] = [];
  readonly #published: Slot[] = [];
  readonly #woken: Pending[] = [];
  readonly #trace: number[] = [];
  readonly #sync: number[] = [];
  /** What every step comes after: all that happened before time passed for the last time. */
  #floor: readonly number[] = none;
  /** The time of the step once it is known. */
  #stamped: VectorTime | undefined = undefined;
  /** Whether it advanced after it was handed on. */
  #isAdvanced = false;
  #signals: WeakMap<AbortSignal, number> | undefined = undefined;
  #aborts: WeakMap<AbortSignal, Slot> | undefined = undefined;

  constructor(trail: Trail, tracker: Tracker) {
    this.#trail = trail;
    this.#tracker = tracker;
  }

  /** Time has passed, because nothing else could happen: from now on every step comes after the first `length`. */
  passTime(length: number): void {
    this.#floor = this.#trail.upTo(length);
  }

  /** Begins a step of `pending`, which is ordered after `past`; `repeats` when it is known from an earlier execution. */
  prepare(pending: Pending, past: VectorTime, repeats: boolean): void {
    this.moment++;
    this.calls = 0;
    this.acting = pending;
    this.repeats = repeats;
    this.merged = undefined;
    empty(this.#released);
    empty(this.#published);
    empty(this.#woken);
    this.completed = none;
    if (repeats) return;
    this.touches = none;
    this.called = none;
    this.effects = none;
    this.prevented = none;
    this.#accesses = none;
    restart(this.#trace, past.trace);
    restart(this.#sync, past.sync);
    if (this.#floor.length > 0) raise(this.#trace, this.#floor);
  }

  /** The step has taken place: settles its time, and what it hands on to others. The program has not run yet. */
  stamp(past: VectorTime): VectorTime {
    const { chains } = this.#trail;
    const chain = this.#chainAfter(past);
    const position = (chains[chain] ?? 0) + 1;
    chains[chain] = position;
    advance(this.#trace, chain, position);
    advance(this.#sync, chain, position);
    const time = { trace: this.#trace.slice(), sync: this.#sync.slice(), chain, position };
    this.handOn(time);
    return time;
  }

  /** Hands `time` on to those who come after the step. */
  handOn(time: VectorTime): void {
    this.#stamped = time;
    for (let at = 0; at < this.#published.length; at++) (this.#published[at] as Slot).clock = time;
    for (let at = 0; at < this.#released.length; at++) {
      const slot = this.#released[at] as Slot;
      const before = slot.clock as VectorTime | undefined;
      slot.clock = before === undefined ? time : join(before, time);
    }
    for (let at = 0; at < this.#woken.length; at++) {
      const woken = this.#woken[at] as Pending;
      woken.past = join(woken.past, time);
    }
  }

  /** The step's time has advanced since others took it for theirs. */
  #handOnAgain(time: VectorTime): void {
    this.#isAdvanced = false;
    for (const slot of this.#released) slot.clock = raised(slot.clock as VectorTime, time);
    for (const pending of [...this.#woken, ...this.called]) pending.past = raised(pending.past, time);
  }

  /** The accesses of the step, which is at `time`. */
  accesses(time: VectorTime): readonly Access[] {
    for (let at = 0; at < this.#accesses.length; at++) {
      const access = this.#accesses[at] as Access;
      if (access.time === later) access.time = time.sync;
    }
    return this.#accesses;
  }

  /** The program has run: from now on others come after what it used. */
  finish(time: VectorTime): void {
    if (this.#isAdvanced) this.#handOnAgain(time);
    this.#stamped = undefined;
    if (!this.repeats) this.#trail.add(time, this.touches);
  }

  /** Main has run to its first wait, which is no step: what it used comes before everything anyway. */
  clear(): void {
    this.touches = none;
    this.called = none;
    this.effects = none;
  }

  complete(operation: Operation, value: unknown): void {
    this.#conclude(operation.record as Pending, false, value);
  }

  fail(operation: Operation, error: unknown): void {
    this.#conclude(operation.record as Pending, true, error);
  }

  wait(operation: Operation): void {
    const pending = operation.record as Pending;
    if ((operation.list as unknown) !== operation.object.waiting) {
      operation.list?.remove(operation);
      operation.object.waiting.push(operation);
    }
    pending.plain = undefined;
    this.#woken.push(pending);
    if (pending === this.acting) return;
    // It could have been cancelled where it was.
    this.prevent(pending);
    if (operation.signal !== undefined)
      this.use(this.signalObject(operation.signal), signalPlaces.used, 'guard', false);
  }

  touch(object: KernelObject, place: number, use: Use, releases = false): void {
    if (this.repeats) return;
    this.use(object.id, place, use, releases);
    if (isBeyond(object.id, place)) this.wentBeyond = true;
  }

  /**
   * Notes a use, and orders the step after the uses it conflicts with. The program may use things while the step lets it
   * run, when the step's time is already known to others: then that time itself is advanced.
   */
  use(object: number, place: number, use: Use, releases: boolean): void {
    if (this.repeats) return;
    this.touches = withAdded(this.touches, new Touch(object, place, use, releases, this.#trail.length));
    const stamped = this.#stamped;
    this.#trail.raise(stamped === undefined ? this.#trace : (stamped.trace as number[]), object, place, use);
    if (stamped === undefined) return;
    this.#isAdvanced = true;
    this.noteMerged(this.#tracker.running.time);
  }

  /** Something is used, at `time`, after what the step completed: whether it waited for other steps too. */
  noteMerged(time: VectorTime): void {
    const stamped = this.#stamped;
    if (stamped !== undefined && time !== stamped && !this.repeats && !covers(stamped, time)) this.merged = time;
  }

  acquire(slot: Slot): void {
    const time = slot.clock as VectorTime | undefined;
    if (time === undefined || this.repeats) return;
    raise(this.#trace, time.trace);
    raise(this.#sync, time.sync);
  }

  release(slot: Slot): void {
    this.#released.push(slot);
  }

  publish(slot: Slot): void {
    this.#published.push(slot);
  }

  access(object: KernelObject, changes: boolean, atomic: boolean, early = false): void {
    this.accessBy(this.acting as Pending, object, changes, atomic, early);
  }

  /** An access by one side of a hand-over. */
  accessBy(pending: Pending, object: KernelObject, changes: boolean, atomic: boolean, early: boolean): void {
    if (this.repeats) return;
    const time = early ? pending.past.sync : later;
    this.#accesses = withAdded(this.#accesses, { object, changes, atomic, time, pending });
  }

  /** Takes an operation out of everything it waits in. */
  retire(pending: Pending): void {
    if (pending.list === undefined) return;
    this.pending.remove(pending);
    if (!isAdverse(pending)) pending.process.pendingCount--;
    const { operation } = pending;
    operation.list?.remove(operation);
    const request = requestOf(pending);
    if (request !== undefined) for (const one of request.cases) one.list?.remove(one);
  }

  /** Retires the firings of a timer that was disarmed. */
  retireFirings(timer: unknown): void {
    for (const pending of this.pending) {
      if (pending.operation.argument !== timer) continue;
      this.prevent(pending);
      this.retire(pending);
    }
  }

  /** The step changed an operation without completing it. */
  prevent(pending: Pending): void {
    if (!this.repeats) this.prevented = withAdded(this.prevented, pending.identity);
  }

  /** Gives a signal of ours the identity of its cancellation. */
  nameSignal(signal: AbortSignal, id: number): void {
    this.#signals ??= new WeakMap();
    this.#signals.set(signal, id);
  }

  /** A signal of ours is known by its cancellation; all others are one object, having no name that is the same in every order. */
  signalObject(signal: AbortSignal): number {
    return this.#signals?.get(signal) ?? foreignSignals;
  }

  /** What whoever is cancelled by the signal comes after. */
  abortOf(signal: AbortSignal): Slot {
    this.#aborts ??= new WeakMap();
    let slot = this.#aborts.get(signal);
    if (slot === undefined) {
      slot = new Slot();
      this.#aborts.set(signal, slot);
    }
    return slot;
  }

  /** The signal is aborted at `time`: whoever has not begun to wait with it will find it so. */
  noteAbort(signal: AbortSignal, time: VectorTime): void {
    if (signal.aborted) return;
    const id = this.signalObject(signal);
    this.wentBeyond = true;
    this.use(id, signalPlaces.used, 'write', false);
    this.use(id, signalPlaces.aborted, 'write', true);
    const abort = this.abortOf(signal);
    if (this.#stamped === undefined) this.release(abort);
    else abort.clock = time;
  }

  #conclude(pending: Pending, threw: boolean, value: unknown): void {
    this.retire(pending);
    this.completed = withAdded(this.completed, { pending, threw, value });
  }

  /** A chain whose last event is in the past of the step, or a new one. */
  #chainAfter(past: VectorTime): number {
    const { chains } = this.#trail;
    if (past.chain >= 0 && chains[past.chain] === past.position) return past.chain;
    for (let chain = 0; chain < chains.length; chain++) {
      if ((past.sync[chain] ?? 0) === chains[chain]) return chain;
    }
    return chains.length;
  }
}

const none: readonly never[] = [];
/** The time of an access as long as that of its step is not known. */
const later: readonly number[] = [];

/** Adds to a list that is `none` as long as it is empty: most get one item, and an array that is pushed to makes room for many. */
export function withAdded<T>(items: readonly T[], item: T): readonly T[] {
  if (items.length === 0) return [item];
  (items as T[]).push(item);
  return items;
}

/** A time that is also after `time`, which may have advanced since `before` came after it. */
function raised(before: VectorTime, time: VectorTime): VectorTime {
  if (before === time) return time;
  return { ...before, trace: maximum(before.trace, time.trace) };
}

/** Makes `vector` the same time as `from`; it keeps its length, and what is beyond is zero. */
function restart(vector: number[], from: readonly number[]): void {
  const shared = Math.min(vector.length, from.length);
  for (let chain = 0; chain < shared; chain++) vector[chain] = from[chain] as number;
  for (let chain = shared; chain < from.length; chain++) vector.push(from[chain] as number);
  for (let chain = shared; chain < vector.length; chain++) vector[chain] = from[chain] ?? 0;
}

/** Empties an array that is soon filled again, and so keeps its memory. */
function empty(items: unknown[]): void {
  while (items.length > 0) items.pop();
}
