/**
 * When the steps of an execution may have taken place: all that the bounds of its model say, as differences of times.
 *
 * Each component has a time of its own: its events come one after the other, those of others are ordered only by what passes
 * between them. So events of different components bound the same differences in whichever order they are explored.
 *
 * A message has a time of arrival, which no step stands for. Of a message that was taken it is known whether it had arrived
 * when somebody looked for it or came while somebody waited; one that was not taken came after every moment at which somebody
 * saw that it was not there. The latest of those is the `floor` of its component.
 */
import type { Case } from '../../kernel/channel.ts';
import { InboxCore } from '../../kernel/node.ts';
import type { KernelObject } from '../../kernel/operation.ts';
import type { PartiallySynchronousModel, SynchronousModel } from '../../trace/model.ts';
import { ModelError } from '../../trace/model.ts';
import { ModelTimer } from '../clock.ts';
import type { Execution } from '../execution.ts';
import type { Footprint } from '../footprint.ts';
import type { Panic, Step } from '../step.ts';
import type { Pending } from '../transition.ts';
import { otherwise } from '../transition.ts';
import type { Opening } from './component.ts';
import { Component, componentOf, messagesTo, operationsOf } from './component.ts';
import { Dues } from './dues.ts';
import type { Move, When } from './move.ts';
import { conflictInTime } from './move.ts';
import type { Instant } from './times.ts';
import { sameInstant, Times, ticks } from './times.ts';

const noTickers =
  'model: a ticker (every, setInterval) under bounds that are not zero is not supported: set a timer again and again instead';

/** What a move says of its components. */
interface Effect {
  readonly at: Instant;
  readonly floors: ReadonlyMap<Component, Instant>;
}

/** A step, and when it was. */
interface Happened {
  readonly at: Instant;
  readonly components: readonly number[];
  readonly footprint: Footprint;
}

export class Timeline {
  readonly components: Component[];
  readonly #execution: Execution;
  readonly #times = new Times();
  readonly #model: SynchronousModel | PartiallySynchronousModel;
  /** When the program ran that each step let go on, by component. */
  readonly #acts: ReadonlyMap<number, Instant>[];
  readonly #arrivals = new Map<Pending, Instant>();
  /** Messages that were seen to have arrived, and are still there. */
  readonly #seen = new Set<Pending>();
  readonly #ends = new Map<KernelObject, Instant>();
  readonly #dues: Dues;
  readonly #happened: Happened[] = [];
  #pauses = 0;

  /** Of an execution whose main has run to its first wait. */
  constructor(execution: Execution, model: SynchronousModel | PartiallySynchronousModel) {
    this.#execution = execution;
    this.#model = model;
    this.#dues = new Dues(this.#times, model.drift);
    const origin: Instant = { of: this.#times.add(0), plus: 0 };
    this.components = [new Component(0, origin, origin)];
    this.#acts = [new Map([[0, origin]])];
    this.#takeIn(origin);
  }

  /** Whether there are times that keep to all bounds. */
  get holds(): boolean {
    return this.#times.holds;
  }

  /** Whether one more step may take longer than its bound. */
  get mayPause(): boolean {
    return this.#pauses < this.#model.pauses;
  }

  /** When `pending` was called. */
  calledAt(pending: Pending): Instant {
    const acts = this.#acts[pending.calledAt] as ReadonlyMap<number, Instant>;
    return acts.get(componentOf(pending, this.#execution)) ?? (acts.values().next().value as Instant);
  }

  /** Whether the time has come when `pending` was called. */
  isReached(pending: Pending): boolean {
    const component = this.components[componentOf(pending, this.#execution)] as Component;
    const called = this.calledAt(pending);
    return component.openings.every(({ at }) => at !== called);
  }

  /** Whether no time has passed in its component since `pending` was called. */
  isFresh(pending: Pending): boolean {
    const component = this.components[componentOf(pending, this.#execution)] as Component;
    const called = this.calledAt(pending);
    return component.present.some((instant) => sameInstant(instant, called));
  }

  /** Whether `move` can be made. */
  allows(move: Move): boolean {
    const { times } = this.#times.mark();
    const isAllowed = this.#times.allow(() => void this.#bound(move));
    this.#dues.forget(times);
    return isAllowed;
  }

  /** What `move` says of times; before its step happens. */
  begin(move: Move): Effect {
    const effect = this.#bound(move);
    for (const [component, floor] of effect.floors) component.floor = floor;
    for (const index of passing(move)) {
      const component = this.components[index] as Component;
      component.present = move.tied.includes(index) ? [...component.present, effect.at] : [effect.at];
      component.openings = component.openings.filter(({ wokenIn }) => wokenIn !== move.wokenIn);
    }
    if (move.isPaused) this.#pauses++;
    for (const message of messagesTo(move.components[0] ?? -1, this.#execution))
      if (move.arrived?.includes(message.identity) === true) this.#seen.add(message);
    return effect;
  }

  /** What its step says, which has happened. */
  end(move: Move, { at }: Effect, step: Step): void {
    const { components } = move;
    const execution = this.#execution;
    const acts = new Map<number, Instant>();
    const woken = this.#wokenBy(move);
    for (const index of components) acts.set(index, woken.includes(index) ? this.#opening(at, move.isPaused) : at);
    if (components.length === 0) acts.set(-1, at);
    this.#acts.push(acts);
    this.#befall(move, at);
    this.#takeIn(acts.values().next().value as Instant);
    for (const index of woken) this.#wake(index, acts.get(index) as Instant, step);
    for (const pending of step.called) if (pending.letter !== undefined && isUnderWay(pending)) this.#send(pending, at);
    for (const { core, node } of execution.processes) {
      if ((core.state !== 'returned' && core.state !== 'threw') || this.#ends.has(core)) continue;
      this.#ends.set(core, acts.get(node === undefined ? 0 : 1 + node.index) ?? at);
    }
    for (const other of this.#happened) {
      if (other.components.some((one) => components.includes(one))) continue;
      if (conflictInTime(other.footprint, step.footprint)) this.#times.order(other.at, at);
    }
    this.#happened.push({ at, components, footprint: step.footprint });
  }

  /**
   * The program ended with the latest step: nothing else came before. Whoever was to be woken may have been, and not have done
   * anything yet. `urgent`: components where something could go at once.
   */
  endProgram({ process: { node } }: Panic, urgent: ReadonlySet<number>): void {
    const latest = this.#happened[this.#happened.length - 1] as Happened;
    const acts = this.#acts[this.#acts.length - 1] as ReadonlyMap<number, Instant>;
    const at = acts.get(node === undefined ? 0 : 1 + node.index) ?? latest.at;
    const woken: Instant = { of: at.of, plus: at.plus - ticks(this.#model.step[1]) };
    let pauses = this.#model.pauses - this.#pauses;
    for (const component of this.components) {
      if (urgent.has(component.index)) this.#times.order(at, component.now);
      for (const opening of component.openings) this.#times.order(at, opening.at);
      const mark = this.#times.mark();
      this.#watchUntil(component, woken, undefined, new Map());
      if (this.holds || pauses === 0) continue;
      // It stands still.
      this.#times.undo(mark);
      pauses--;
    }
  }

  /** Whether at one instant just the steps that are `inside` can have taken place. */
  isMoment(inside: (step: number) => boolean): boolean {
    return this.#times.allow(() => {
      const moment: Instant = { of: this.#times.add(0), plus: 0 };
      for (const [step, { at }] of this.#happened.entries()) {
        if (inside(step)) this.#times.order(at, moment);
        else this.#times.order(moment, at);
      }
    });
  }

  /** When the timer is due that is armed. */
  dueOf(timer: ModelTimer): Instant {
    const known = this.#dues.known(timer);
    if (known !== undefined) return known;
    if (timer.period !== undefined) throw new ModelError(noTickers);
    const { clock, network } = this.#execution;
    const component = timer.clock === clock ? 0 : 1 + network.nodes.findIndex((node) => node.clock === timer.clock);
    const armed = this.#acts[timer.armedStep] as ReadonlyMap<number, Instant>;
    return this.#dues.add(timer, armed.get(component) ?? (armed.values().next().value as Instant));
  }

  /** A node is gone, or begins again. */
  #befall({ transition, components }: Move, at: Instant): void {
    const kind = transition?.pending.operation.kind;
    const component = this.components[components[0] ?? -1];
    if (component === undefined) return;
    if (kind === 'crash') component.openings = [];
    if (kind === 'restart' && transition?.alternative === 0) component.since = at;
  }

  #bound(move: Move): Effect {
    const floors = new Map<Component, Instant>();
    const at = this.#timeOf(move);
    const { transition, when } = move;
    const [index = -1] = move.components;
    const component = this.components[index];
    if (component === undefined) {
      this.#times.order(this.#latestOfNetwork(), at);
      return { at, floors };
    }
    if (transition?.sender?.letter !== undefined) {
      this.#take(component, transition.sender, when, floors);
    } else if (when === 'there' && transition !== undefined) this.#times.order(this.#comesAt(move), at);
    if (when === 'now' && transition !== undefined) this.#look(move, component, floors);
    for (const own of passing(move)) {
      const each = this.components[own] as Component;
      this.#times.order(each.now, at);
      if (move.tied.includes(own)) this.#times.order(at, each.now);
      else this.#waitUntil(each, at, move, floors);
    }
    return { at, floors };
  }

  #take(component: Component, message: Pending, when: When, floors: Map<Component, Instant>): void {
    const arrival = this.#arrivals.get(message) as Instant;
    const isSeen = this.#seen.has(message);
    // What was seen came before what was not; and it is not still to come.
    if (when === 'there' ? !isSeen && this.#seesAny(component) : isSeen) this.#times.refuse();
    if (when === 'there') this.#times.order(arrival, component.now);
    this.#setFloor(component, arrival, floors, message);
  }

  /** Whether a message was seen to have arrived in `component` and is still there. */
  #seesAny({ index }: Component): boolean {
    return this.#seen.size > 0 && messagesTo(index, this.#execution).some((message) => this.#seen.has(message));
  }

  /** When `move` takes place. */
  #timeOf(move: Move): Instant {
    const { when, components, wokenIn } = move;
    const component = this.components[components[0] ?? 0] as Component;
    if (when === 'now' || when === 'there') return component.now;
    if (when === 'later') return this.#times.within(component.now, 0, Infinity);
    if (wokenIn >= 0) return (component.openings.find((opening) => opening.wokenIn === wokenIn) as Opening).at;
    return this.#comesAt(move);
  }

  /** When what the move waits for comes. */
  #comesAt({ transition }: Move): Instant {
    const { pending, sender, alternative } = transition as NonNullable<Move['transition']>;
    const { kind, object, argument } = pending.operation;
    if (sender !== undefined) return this.#arrivals.get(sender) as Instant;
    if (kind === 'join') return this.#ends.get(object) as Instant;
    const timer = kind === 'fire' ? argument : pending.request?.cases[alternative]?.channel.source;
    return this.dueOf(timer as ModelTimer);
  }

  /** The time since the present of `component` has passed until `at` and nobody who waits there got what they wait for. */
  #waitUntil(component: Component, at: Instant, move: Move | undefined, floors: Map<Component, Instant>): void {
    for (const { at: opening, wokenIn } of component.openings)
      if (wokenIn !== move?.wokenIn) this.#times.order(at, opening);
    this.#watchUntil(component, at, move, floors);
  }

  /** Until `at` nothing came that somebody waits for in `component`. */
  #watchUntil(component: Component, at: Instant, move: Move | undefined, floors: Map<Component, Instant>): void {
    let isLooking = false;
    for (const pending of operationsOf(component.index, this.#execution)) {
      if (!this.isReached(pending)) continue;
      const { kind, object, argument } = pending.operation;
      const isOwn = pending === move?.transition?.pending;
      if (kind === 'fire' && !isOwn) this.#times.order(at, this.dueOf(argument as ModelTimer));
      const end = kind === 'join' && !isOwn ? this.#ends.get(object) : undefined;
      if (end !== undefined) this.#times.order(at, end);
      if (pending.request === undefined || pending.request.otherwise) continue;
      for (const [index, one] of pending.request.cases.entries()) {
        if (isInbox(one)) isLooking = true;
        const timer = armedIn(one);
        if (timer !== undefined && !(isOwn && index === move?.transition?.alternative))
          this.#times.order(at, this.dueOf(timer));
      }
    }
    if (isLooking) this.#setEmpty(component, at, floors);
  }

  /** Nothing that was not taken had arrived before `floor`. */
  #setEmpty(component: Component, floor: Instant, floors: Map<Component, Instant>): void {
    if (this.#seesAny(component)) this.#times.refuse();
    this.#setFloor(component, floor, floors);
  }

  /** All messages but `taken` arrive at `floor` or later. */
  #setFloor(component: Component, floor: Instant, floors: Map<Component, Instant>, taken?: Pending): void {
    floors.set(component, floor);
    for (const message of messagesTo(component.index, this.#execution)) {
      if (message !== taken && !message.isUndecided) this.#times.order(floor, this.#arrivals.get(message) as Instant);
    }
  }

  /** What is seen by an operation that waits for nothing. */
  #look(move: Move, component: Component, floors: Map<Component, Instant>): void {
    const { pending, alternative } = move.transition as NonNullable<Move['transition']>;
    const { kind, object, argument } = pending.operation;
    const { now } = component;
    if (kind === 'fate') return this.#decide(pending, alternative, component);
    if (kind === 'stop' || kind === 'reset') this.#lookAt((argument as { timer: ModelTimer }).timer, alternative, now);
    if (kind === 'length' && object instanceof InboxCore) this.#count(move.arrived ?? [], component);
    else if (kind === 'length') {
      const timer = timerOf(object);
      if (timer !== undefined) this.#lookAt(timer, alternative, now);
    }
    if (alternative !== otherwise) return;
    for (const one of pending.request?.cases ?? []) {
      if (isInbox(one)) this.#setEmpty(component, now, floors);
      const timer = armedIn(one);
      if (timer !== undefined) this.#lookAt(timer, 0, now);
    }
  }

  /** Whether an armed timer has fired by `now`. */
  #lookAt(timer: ModelTimer, hasFired: number, now: Instant): void {
    if (!timer.armed) return;
    if (hasFired === 1) this.#times.order(this.dueOf(timer), now);
    else this.#times.order(now, this.dueOf(timer));
  }

  /** Which messages have arrived. */
  #count(arrived: readonly number[], component: Component): void {
    for (const message of messagesTo(component.index, this.#execution)) {
      const arrival = this.#arrivals.get(message) as Instant;
      if (arrived.includes(message.identity)) this.#times.order(arrival, component.now);
      else if (this.#seen.has(message)) this.#times.refuse();
      else this.#times.order(component.now, arrival);
    }
  }

  /** Whether a message had arrived before its receiver began again. */
  #decide({ operation: { argument } }: Pending, isForgotten: number, { since, floor }: Component): void {
    const arrival = this.#arrivals.get((argument as { message: Pending }).message) as Instant;
    if (isForgotten === 1) return this.#times.order(arrival, since);
    if (this.#seen.has((argument as { message: Pending }).message)) this.#times.refuse();
    this.#times.order(since, arrival);
    this.#times.order(floor, arrival);
  }

  #send(message: Pending, at: Instant): void {
    const letter = message.letter as NonNullable<Pending['letter']>;
    const { delay, kind } = this.#model;
    const most = kind === 'synchronous' ? ticks(delay[1]) : Infinity;
    const arrival = this.#times.within(at, ticks(delay[0]), most);
    this.#arrivals.set(message, arrival);
    const { network } = this.#execution;
    const index = 1 + network.nodes.findIndex(({ core }) => core === letter.to);
    this.#times.order((this.components[index] as Component).floor, arrival);
    for (const other of messagesTo(index, this.#execution)) {
      if (other === message) break;
      if (network.precedes(other, message)) this.#times.order(this.#arrivals.get(other) as Instant, arrival);
    }
  }

  /** The components that `move` wakes. */
  #wokenBy({ transition, when, components }: Move): readonly number[] {
    if (transition === undefined) return [];
    const { pending, sender } = transition;
    const { kind } = pending.operation;
    const { node } = pending.process;
    if (kind === 'start') return node?.processes[0] === pending.process ? components : [];
    if (when === 'comes' && kind !== 'join') return components;
    return sender?.letter === undefined ? [] : components.slice(1);
  }

  /** The processes of a component that were woken do something at `opening`; it has nothing else to do if they are all. */
  #wake(index: number, opening: Instant, { called }: Step): void {
    const component = this.components[index] as Component;
    const own = operationsOf(index, this.#execution);
    if (component.present.some((instant) => sameInstant(instant, opening))) return;
    const isAlone = component.openings.length === 0 && own.every((pending) => called.includes(pending));
    if (isAlone) component.present = [opening];
    else component.openings = [...component.openings, { at: opening, wokenIn: this.#acts.length - 1 }];
  }

  #opening(at: Instant, isPaused: boolean): Instant {
    const [least, most] = this.#model.step;
    return isPaused ? this.#times.within(at, ticks(most), Infinity) : this.#times.within(at, ticks(least), ticks(most));
  }

  #latestOfNetwork(): Instant {
    const latest = this.#happened.findLast(({ components }) => components.length === 0);
    return latest?.at ?? { of: 0, plus: 0 };
  }

  /** Makes components of the nodes that there are, but were not `at` the latest event. */
  #takeIn(at: Instant): void {
    const origin: Instant = { of: 0, plus: 0 };
    while (this.components.length <= this.#execution.network.nodes.length)
      this.components.push(new Component(this.components.length, at, origin));
  }
}

/** Whether a message was not lost as it was sent. */
function isUnderWay({ request }: Pending): boolean {
  return request?.cases.every(({ list }) => list !== undefined) === true;
}

/** The components in which time may pass before `move`: not where it happens at once, but where somebody hears of it. */
function passing({ when, components }: Move): readonly number[] {
  return when === 'comes' || when === 'later' ? components : components.slice(1);
}

export function isInbox({ channel, sends }: Case): boolean {
  return !sends && channel instanceof InboxCore;
}

/** The timer that will fire into the channel that a case receives from. */
export function armedIn({ channel, sends }: Case): ModelTimer | undefined {
  if (sends || channel.buffer.length > 0) return undefined;
  const timer = channel.source;
  return timer instanceof ModelTimer && timer.armed ? timer : undefined;
}

function timerOf(object: KernelObject): ModelTimer | undefined {
  const source: unknown = 'source' in object ? object.source : undefined;
  return source instanceof ModelTimer ? source : undefined;
}
