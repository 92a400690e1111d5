/** The step in progress: what it uses, completes and calls, and where in time it is. */

import type { VectorTime } from '../causality/vector-time.ts';
import { eventTime, join, maximum } from '../causality/vector-time.ts';
import type { Effects, KernelObject, Operation, Use } from '../kernel/operation.ts';
import { Slot } from '../kernel/operation.ts';
import type { Touch } from './footprint.ts';
import { PlaceOrder } from './place-order.ts';
import { foreignSignals, signalPlaces } from './places.ts';
import { requestOf } from './request.ts';
import type { Access, Completion } from './step.ts';
import type { Pending } from './transition.ts';

export class Stage implements Effects {
  /** Operations called and not completed, in the order of the calls. */
  readonly pending: Set<Pending> = new Set<Pending>();
  /** The number of the step, from 1; 0 while main runs to its first wait. */
  moment = 0;
  /** How many calls and spawns the program made in it. */
  calls = 0;
  touches: Touch[] = [];
  called: Pending[] = [];
  completed: Completion[] = [];
  effects: string[] = [];
  prevented: number[] = [];
  acting: Pending | undefined = undefined;

  #accesses: { object: KernelObject; changes: boolean; atomic: boolean; early: boolean; pending: Pending }[] = [];
  #releases: { slot: Slot; replaces: boolean }[] = [];
  #woken: Pending[] = [];
  #trace: readonly number[] = [];
  #sync: readonly number[] = [];
  /** The time of the step once it is known. */
  #stamped: VectorTime | undefined = undefined;
  readonly #chains: number[] = [];
  readonly #order = new PlaceOrder();
  readonly #signals = new WeakMap<AbortSignal, number>();
  readonly #aborts = new WeakMap<AbortSignal, Slot>();

  /** Begins a step of `pending`, which is ordered after `past`. */
  prepare(pending: Pending, past: VectorTime): void {
    this.moment++;
    this.calls = 0;
    this.touches = [];
    this.called = [];
    this.completed = [];
    this.effects = [];
    this.prevented = [];
    this.acting = pending;
    this.#accesses = [];
    this.#releases = [];
    this.#woken = [];
    this.#trace = past.trace;
    this.#sync = past.sync;
  }

  /** The step has taken place: settles its time, and what it hands on to others. The program has not run yet. */
  stamp(past: VectorTime): VectorTime {
    const chain = this.#chainAfter(past);
    const position = (this.#chains[chain] ?? 0) + 1;
    this.#chains[chain] = position;
    const time = eventTime(this.#trace, this.#sync, chain, position);
    this.#stamped = time;
    for (const { slot, replaces } of this.#releases) {
      const before = replaces ? undefined : (slot.clock as VectorTime | undefined);
      slot.clock = before === undefined ? time : join(before, time);
    }
    for (const woken of this.#woken) woken.past = join(woken.past, time);
    return time;
  }

  /** The accesses of the step, which is at `time`. */
  accesses(time: VectorTime): Access[] {
    return this.#accesses.map((access) => ({
      ...access,
      time: access.early ? access.pending.past.sync : time.sync,
    }));
  }

  /** The program has run: from now on others come after what it used. */
  finish(time: VectorTime): void {
    this.#stamped = undefined;
    for (const { object, place, use } of this.touches) this.#order.note(object, place, use, time.trace);
  }

  /** Main has run to its first wait, which is no step: what it used comes before everything anyway. */
  clear(): void {
    this.touches = [];
    this.called = [];
    this.effects = [];
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
    this.#woken.push(pending);
    if (pending === this.acting) return;
    // It could have been cancelled where it was.
    this.prevented.push(pending.identity);
    if (operation.signal !== undefined)
      this.use(this.signalObject(operation.signal), signalPlaces.used, 'guard', false);
  }

  touch(object: KernelObject, place: number, use: Use, releases = false): void {
    this.use(object.id, place, use, releases);
  }

  /**
   * Notes a use, and orders the step after the uses it conflicts with. The program may use things while the step lets it
   * run, when the step's time is already known to others: then that time itself is advanced.
   */
  use(object: number, place: number, use: Use, releases: boolean): void {
    this.touches.push({ object, place, use, releases });
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
    this.accessBy(this.acting as Pending, object, changes, atomic, early);
  }

  /** An access by one side of a hand-over. */
  accessBy(pending: Pending, object: KernelObject, changes: boolean, atomic: boolean, early: boolean): void {
    this.#accesses.push({ object, changes, atomic, early, pending });
  }

  /** Takes an operation out of everything it waits in. */
  retire(pending: Pending): void {
    if (!this.pending.delete(pending)) return;
    pending.process.pendingCount--;
    const { operation } = pending;
    operation.list?.remove(operation);
    const request = requestOf(pending);
    if (request !== undefined) for (const one of request.cases) one.list?.remove(one);
  }

  /** Retires the firings of a timer that was disarmed. */
  retireFirings(timer: unknown): void {
    for (const pending of this.pending) {
      if (pending.operation.argument !== timer) continue;
      this.prevented.push(pending.identity);
      this.retire(pending);
    }
  }

  /** Gives a signal of ours the identity of its cancellation. */
  nameSignal(signal: AbortSignal, id: number): void {
    this.#signals.set(signal, id);
  }

  /** A signal of ours is known by its cancellation; all others are one object, having no name that is the same in every order. */
  signalObject(signal: AbortSignal): number {
    return this.#signals.get(signal) ?? foreignSignals;
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

  /** The signal is aborted at `time`: whoever has not begun to wait with it will find it so. */
  noteAbort(signal: AbortSignal, time: VectorTime): void {
    if (signal.aborted) return;
    const id = this.signalObject(signal);
    this.use(id, signalPlaces.used, 'write', false);
    this.use(id, signalPlaces.aborted, 'write', true);
    const abort = this.abortOf(signal);
    if (this.#stamped === undefined) this.release(abort);
    else abort.clock = time;
  }

  #conclude(pending: Pending, threw: boolean, value: unknown): void {
    this.retire(pending);
    this.completed.push({ pending, threw, value });
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
}

/** Advances `vector` in place to at least `to`. */
function advance(vector: number[], to: readonly number[]): void {
  for (let chain = 0; chain < to.length; chain++) {
    if ((vector[chain] ?? 0) < (to[chain] as number)) vector[chain] = to[chain] as number;
  }
  for (let chain = 0; chain < vector.length; chain++) vector[chain] ??= 0;
}
