/**
 * The clock of a plain program under the asynchronous model: nothing bounds when a timer fires, but timers fire in order.
 * One armed before and certainly due no later fires first.
 */
import type { ChannelCore } from '../kernel/channel.ts';
import type { Effects, Operation } from '../kernel/operation.ts';
import { KernelObject, Slot } from '../kernel/operation.ts';
import type { Survey } from '../kernel/survey.ts';
import { clockPlace, releasePlace } from './places.ts';
import type { Pending } from './transition.ts';

/** An armed, fired or stopped timer. */
export class ModelTimer {
  /** Receives the count of firings; undefined for a timer that acts. */
  readonly channel: ChannelCore<number> | undefined;
  /** What a firing does, for a deadline or a callback. */
  readonly action: ((effects: Effects) => void) | undefined;
  readonly period: number | undefined;
  ms: number;
  armed = true;
  /** What armed it comes before its firing (rule 15). */
  readonly arming: Slot = new Slot();
  firings = 0;
  /** A ticker that the budget of ticks lets fire no more. */
  exhausted = false;
  readonly clock: Clock;
  /** Index in the clock's log of the latest arming. */
  armedAt = 0;
  /** The number of the step in which it was armed, from 1; 0 for main's beginning. */
  armedStep = 0;
  /** Who waited for it since before it was armed went otherwise: it holds nothing back any more. */
  isReleased = false;
  /** When it fires, and the earliest that it was ever to; where time is not known, it may be any time. */
  due = 0;
  earliest: number | undefined = undefined;

  constructor(
    clock: Clock,
    ms: number,
    period: number | undefined,
    channel: ChannelCore<number> | undefined,
    action: ((effects: Effects) => void) | undefined,
  ) {
    this.clock = clock;
    this.ms = ms;
    this.period = period;
    this.channel = channel;
    this.action = action;
  }
}

/** An entry of the log: a timer armed, or fired having been armed at `armedAt`. */
interface Entry {
  readonly fired: boolean;
  readonly armedAt: number;
  readonly ms: number;
}

export class Clock extends KernelObject {
  override readonly type = 'clock';
  readonly #log: Entry[] = [];
  /** The least time from the first entry of the log to each of them. */
  readonly #sinceFirst: number[] = [];
  protected armed: ModelTimer[] = [];
  readonly #ticks: number;
  /** Whether a ticker was held back by the budget of ticks. */
  exhausted = false;
  /** The tickers that are held back and that nobody has stopped or reset since. */
  readonly #heldBack = new Set<ModelTimer>();
  /** The least time that has certainly passed, in milliseconds. */
  now = 0;

  constructor(ticks: number) {
    super('clock');
    this.#ticks = ticks;
  }

  /** Whether the time is known, and not only the order of firings. */
  get isKnown(): boolean {
    return false;
  }

  /** When it is, where that is known: steps at different instants come one after the other. */
  get instant(): number {
    return 0;
  }

  /** Nothing `can` happen: has time pass until something can, where that is how time passes. */
  pass(_can: () => boolean): void {}

  override enabled(): boolean {
    return true;
  }

  /** Only timers' own operations (`stop`, `reset`, `fire`) act on a clock, and the explorer performs those. */
  override perform(_operation: Operation, _effects: Effects): void {}

  /** Whether a ticker was held back, and how many still are; for timers that are armed see `surveyArmed`. */
  override survey(to: Survey): void {
    to.number(this.exhausted ? 1 : 0);
    to.number(this.#heldBack.size);
  }

  /**
   * Tells of the armed timers that `matter` everything that decides which may fire before which, now and later: how long
   * each has certainly been armed, and how long before each later one.
   */
  surveyArmed(to: Survey, matters: (timer: ModelTimer) => boolean, name: (timer: ModelTimer) => void): void {
    const armed = this.armed.filter(matters).sort((a, b) => a.armedAt - b.armedAt);
    for (const [at, timer] of armed.entries()) {
      name(timer);
      to.number(timer.ms);
      to.slot(timer.arming);
      for (const later of armed.slice(at + 1)) to.number(this.#elapsedSince(timer.armedAt, later.armedAt));
      to.number(this.#elapsedSince(timer.armedAt, this.#log.length - 1));
    }
  }

  /** Whether a tick beyond the budget would do something now: somebody waits for it, or it acts by itself. */
  get lacksTicks(): boolean {
    for (const { channel } of this.#heldBack) {
      if (channel === undefined || channel.receivers.head !== undefined) return true;
    }
    return false;
  }

  arm(timer: ModelTimer, ms: number, step: number): void {
    timer.ms = ms;
    timer.armed = true;
    timer.isReleased = false;
    timer.armedAt = this.#log.length;
    timer.armedStep = step;
    this.#enter({ fired: false, armedAt: this.#log.length, ms });
    this.armed.push(timer);
  }

  disarm(timer: ModelTimer): boolean {
    if (this.#heldBack.delete(timer)) {
      timer.exhausted = false;
      return true;
    }
    if (!timer.armed) return false;
    timer.armed = false;
    this.armed = this.armed.filter((other) => other !== timer);
    return true;
  }

  /** Whoever armed anything is gone. */
  disarmAll(): void {
    for (const timer of this.armed.slice()) this.disarm(timer);
    this.#heldBack.clear();
  }

  /** Whether `timer` can fire now: those that must come first have fired, or may have before anybody looked at them. */
  canFire(timer: ModelTimer): boolean {
    if (!timer.armed) return false;
    for (const other of this.armed) {
      if (this.comesFirst(other, timer) && !this.#mayHaveFired(other)) return false;
    }
    return true;
  }

  /** Fires `timer`, and before it, silently, all that must have fired before. */
  fire(timer: ModelTimer, step: number, effects: Effects): void {
    effects.touch(this, clockPlace.time, 'write');
    for (const other of this.armed)
      if (other.isReleased && this.comesFirst(other, timer)) effects.touch(this, releasePlace(other.armedAt), 'read');
    this.fireEarlier(timer, step, effects);
    this.fireOne(timer, step, effects);
  }

  protected fireEarlier(timer: ModelTimer, step: number, effects: Effects): void {
    for (const other of this.armed.slice()) {
      if (this.comesFirst(other, timer)) this.fireOne(other, step, effects);
    }
  }

  protected fireOne(timer: ModelTimer, step: number, effects: Effects): void {
    this.disarm(timer);
    effects.acquire(timer.arming);
    this.noteFiring(timer);
    timer.firings++;
    if (timer.channel?.hasRoom === true) timer.channel.store(timer.firings, effects);
    else timer.channel?.drop(effects);
    timer.action?.(effects);
    if (timer.period === undefined) return;
    if (timer.firings < this.#ticks) this.arm(timer, timer.period, step);
    else {
      this.exhausted = true;
      timer.exhausted = true;
      this.#heldBack.add(timer);
    }
  }

  /** Time has passed at least until then. */
  protected noteFiring(timer: ModelTimer): void {
    this.#enter({ fired: true, armedAt: timer.armedAt, ms: timer.ms });
    this.now = Math.max(this.now, this.#sinceFirst.at(-1) as number);
  }

  #enter(entry: Entry): void {
    const before = this.#sinceFirst.at(-1) ?? 0;
    const least = entry.fired ? (this.#sinceFirst[entry.armedAt] as number) + entry.ms : 0;
    this.#log.push(entry);
    this.#sinceFirst.push(Math.max(before, least));
  }

  /** Whether `first` was armed before `then` and is certainly due no later. */
  protected comesFirst(first: ModelTimer, then: ModelTimer): boolean {
    if (first === then || first.armedAt >= then.armedAt) return false;
    return this.#elapsedSince(first.armedAt, then.armedAt) + then.ms >= first.ms;
  }

  /** The least time between two entries of the log, from the timers armed and fired in between. */
  #elapsedSince(from: number, to: number): number {
    const least: number[] = [0];
    for (let index = from + 1; index <= to; index++) {
      const entry = this.#log[index] as Entry;
      let time = least[index - 1 - from] as number;
      if (entry.fired && entry.armedAt >= from)
        time = Math.max(time, (least[entry.armedAt - from] as number) + entry.ms);
      least.push(time);
    }
    return least[to - from] as number;
  }

  /** Nobody looks at it now, or who does began to after it was armed, so that it may have fired in between. */
  #mayHaveFired(timer: ModelTimer): boolean {
    if (timer.channel === undefined) return false;
    for (let waiter = timer.channel.receivers.head; waiter !== undefined; waiter = waiter.next) {
      const pending = waiter.operation?.record as Pending | undefined;
      if (pending !== undefined && pending.calledAt <= timer.armedStep) return false;
    }
    return true;
  }
}
