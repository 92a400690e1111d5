/**
 * Where other orders must be tried: for each step, the earlier ones it could have come before (races, in the sense of
 * dynamic partial order reduction), and what must be tried there.
 *
 * Source-DPOR (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014) finds these between two events. Here an event can also take an
 * operation away from others (a hand-over, a chosen case), so the search is told of three more things: alternatives that a
 * step made impossible, operations called later that could have met one that was used up, and changes that would have
 * offered a choosing operation another case (guards). Where the right first step of a reversal cannot be named,
 * everything is tried: that costs executions, never outcomes.
 */

import type { VectorTime } from '../causality/vector-time.ts';
import { join, maximum } from '../causality/vector-time.ts';
import type { ChannelCore } from '../kernel/channel.ts';
import { channelPlace } from '../kernel/channel.ts';
import type { Use } from '../kernel/operation.ts';
import { mayWait } from '../kernel/operation.ts';
import { isHeld } from './enabled.ts';
import type { Execution } from './execution.ts';
import type { Footprint } from './footprint.ts';
import { conflicting } from './footprint.ts';
import type { Node, Sleeper } from './path.ts';
import { clockObject } from './places.ts';
import { requestOf } from './request.ts';
import type { Step } from './step.ts';
import type { Pending, Transition, TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** Whether an operation could go in more ways than one. */
function hasChoice(pending: Pending): boolean {
  return (requestOf(pending)?.cases.length ?? 0) > 1;
}

function objectsIn({ touches }: Footprint): ReadonlySet<number> {
  return new Set(touches.map(({ object }) => object));
}

function isChange(use: Use): boolean {
  return use !== 'guard' && use !== 'read';
}

interface Entry {
  readonly index: number;
  readonly use: Use;
  readonly releases: boolean;
  /** Not a use by the step itself, but by one it made impossible, which slept. */
  readonly missed: boolean;
}

/** A step, or an operation that never got to take one, that may have to come earlier. */
interface Late {
  readonly past: VectorTime;
  /** What it comes after in this execution, conflicts included. */
  readonly after: readonly number[];
  /** Its own transition where it has one. */
  readonly name: TransitionName | undefined;
  /** Its operation, or both of a hand-over. */
  readonly operations: readonly Pending[];
  /** It could not have gone where those that wait could not. */
  readonly waits: boolean;
  /** What it used, or would have. */
  readonly objects: ReadonlySet<number>;
  /** Whether it took place. */
  readonly happened: boolean;
  /** It could have gone in another way. */
  readonly chooses: boolean;
}

export class Reversals {
  readonly #path: readonly Node[];
  #places = new Map<string, Entry[]>();
  #objects = new Map<number, number[]>();
  #times: VectorTime[] = [];

  constructor(path: readonly Node[]) {
    this.#path = path;
  }

  /** Begins a new execution. */
  restart(): void {
    this.#places = new Map();
    this.#objects = new Map();
    this.#times = [];
  }

  /** Takes in the step at `index`; when it is `fresh`, finds what it could have come before. */
  step(index: number, step: Step, fresh: boolean): void {
    this.#times[index] = step.time;
    if (fresh) {
      const { pending, sender } = step.transition;
      const operations = sender === undefined ? [pending] : [pending, sender];
      const chooses = operations.some(hasChoice);
      const waits = step.waits && !chooses;
      const { transition: name, past, time } = step;
      const objects = objectsIn(step.footprint);
      const late: Late = { past, after: time.trace, name, operations, waits, objects, happened: true, chooses };
      for (const { object, place, use } of step.footprint.touches) this.#reverse(object, place, use, late, index);
      if (sender !== undefined) for (const side of operations) this.#reverseSide(side, step, late, index);
      if (step.footprint.ends) this.#reverseEnd(index, late);
      const node = this.#path[index] as Node;
      const missed = node.sleep.filter((sleeper) => shareOperation(sleeper.name, name));
      if (missed.length > 0) this.#reverseAsleep(node.transitions, missed, index);
    }
    for (const { object, place, use, releases } of step.footprint.touches) {
      this.#entries(object, place).push({ index, use, releases, missed: false });
      const indices = this.#indices(object);
      if (indices[indices.length - 1] !== index) indices.push(index);
    }
    this.#noteMissed(index, step);
    if (!fresh) return;
    for (const pending of step.called) this.#reverseMeetings(pending, index);
  }

  /** A side of a hand-over could have chosen otherwise before steps that only the other side comes after. */
  #reverseSide(side: Pending, { footprint }: Step, late: Late, index: number): void {
    if (!hasChoice(side)) return;
    const { past } = side;
    const alone: Late = { ...late, past, after: past.trace, operations: [side], happened: false };
    const channels = new Set(requestOf(side)?.cases.map(({ channel }) => channel.id));
    for (const { object, place, use } of footprint.touches) {
      if (use === 'guard' && channels.has(object)) this.#reverse(object, place, use, alone, index);
    }
  }

  /** What sleeps and is made impossible here may be woken by a later step, if that comes before this one. */
  #noteMissed(index: number, { transition }: Step): void {
    for (const { name, footprint } of (this.#path[index] as Node).sleep) {
      if (!shareOperation(name, transition)) continue;
      for (const { object, place, use } of footprint.touches) {
        this.#entries(object, place).push({ index, use, releases: false, missed: true });
      }
    }
  }

  /** At the end of an execution: operations still blocked, not `possible`, could have come before what blocked them. */
  blocked(execution: Execution, possible: readonly TransitionName[]): void {
    const end = this.#times.length;
    for (const pending of execution.pending) {
      const { identity } = pending;
      const isPossible = possible.some((other) => other.identity === identity || other.partner === identity);
      if (isPossible && !hasChoice(pending)) continue;
      if (requestOf(pending) === undefined && isHeld(pending)) continue;
      this.#reverseBlocked(pending, end);
    }
  }

  /**
   * At the end of an execution that is cut: operations with a choice that sleep would not go otherwise here, but what the
   * steps before it changed may have left them another choice further back.
   */
  asleep(transitions: readonly Transition[], sleep: readonly Sleeper[]): void {
    this.#reverseAsleep(transitions, sleep, this.#times.length);
  }

  #reverseAsleep(transitions: readonly Transition[], sleep: readonly Sleeper[], end: number): void {
    for (const { name, footprint } of sleep) {
      if (!footprint.touches.some(({ use }) => use === 'guard')) continue;
      const transition = transitions.find((other) => sameTransition(other, name));
      if (transition === undefined) continue;
      const { pending, sender } = transition;
      const operations = sender === undefined ? [pending] : [pending, sender];
      const past = sender === undefined ? pending.past : join(pending.past, sender.past);
      let after: readonly number[] = past.trace;
      for (const { object, place, use } of footprint.touches) after = this.#after(object, place, use, end, after);
      const objects = objectsIn(footprint);
      const late: Late = { past, after, name, operations, waits: false, objects, happened: true, chooses: true };
      for (const { object, place, use } of footprint.touches) this.#reverse(object, place, use, late, end);
    }
  }

  /** An operation that could not go before the step at `end` could have come before what blocked it. */
  #reverseBlocked(pending: Pending, end: number): void {
    const { operation } = pending;
    const request = requestOf(pending);
    if (request === undefined) {
      // One that has taken a step was told of everything in that step: what it waits for now is its own.
      if (!mayWait(operation.kind) || operation.kind === 'join' || operation.phase > 0) return;
      this.#reverseWouldBe(pending, operation.object.id, 0, operation.object.wouldUse(operation), end);
      return;
    }
    for (const { channel, sends } of request.cases) {
      if (channel.source !== undefined) this.#reverseWouldBe(pending, clockObject, 0, 'write', end);
      if (channel.capacity === 0) continue;
      this.#reverseWouldBe(pending, channel.id, sends ? channelPlace.tail : channelPlace.head, 'write', end);
    }
  }

  /** What a blocked operation would have used, had it gone before the step at `end`. */
  #reverseWouldBe(pending: Pending, object: number, place: number, use: Use, end: number): void {
    const after = this.#after(object, place, use, end, pending.past.trace);
    const name = { identity: pending.identity, alternative: pending.steps, partner: -1, partnerAlternative: -1 };
    const chooses = hasChoice(pending);
    const objects = new Set([object]);
    const late = {
      past: pending.past,
      after,
      name,
      operations: [pending],
      waits: !chooses,
      objects,
      happened: false,
      chooses,
    };
    this.#reverse(object, place, use, late, end);
  }

  /** What comes after `past` and after the uses of a place, before `end`, that conflict with `use`. */
  #after(object: number, place: number, use: Use, end: number, past: readonly number[]): readonly number[] {
    let after = past;
    for (const entry of this.#entries(object, place)) {
      if (entry.index >= end || entry.missed || !conflicting(entry.use, use)) continue;
      after = maximum(after, (this.#times[entry.index] as VectorTime).trace);
    }
    return after;
  }

  #entries(object: number, place: number): Entry[] {
    const key = `${object}:${place}`;
    let entries = this.#places.get(key);
    if (entries === undefined) {
      entries = [];
      this.#places.set(key, entries);
    }
    return entries;
  }

  #indices(object: number): number[] {
    let indices = this.#objects.get(object);
    if (indices === undefined) {
      indices = [];
      this.#objects.set(object, indices);
    }
    return indices;
  }

  #reverse(object: number, place: number, use: Use, late: Late, end: number): void {
    const entries = this.#entries(object, place);
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at] as Entry;
      if (entry.index >= end) continue;
      if (entry.missed) {
        if (conflicting(entry.use, use) && !this.#isBefore(entry.index, late.past.trace))
          this.#plan(entry.index, end, late);
        continue;
      }
      if (use === 'guard') {
        if (isChange(entry.use) && !this.#isBefore(entry.index, late.past.trace))
          this.#planOther(entry.index, end, late);
        continue;
      }
      if (entry.use === 'guard') {
        const offers = use !== 'read' && !entry.releases;
        if (offers && !this.#isBefore(entry.index, late.past.trace)) this.#plan(entry.index, end, late);
        continue;
      }
      if (!conflicting(entry.use, use)) continue;
      // What only helps those that wait cannot come after the one it let go; what blocked it is further back.
      if (late.waits && entry.releases) continue;
      if (!this.#isBefore(entry.index, late.past.trace)) this.#plan(entry.index, end, late);
      if (entry.use === 'write' && !late.chooses) return;
    }
  }

  /** A panic conflicts with every step: it could have come before each that is not in its past. */
  #reverseEnd(index: number, late: Late): void {
    const latest: number[] = [];
    for (let earlier = index - 1; earlier >= 0; earlier--) {
      if ((this.#path[earlier] as Node).alone || this.#isBefore(earlier, late.past.trace)) continue;
      if (latest.some((other) => this.#isBefore(earlier, (this.#times[other] as VectorTime).trace))) continue;
      latest.push(earlier);
      this.#plan(earlier, index, late);
    }
  }

  /** An operation just called could have met one that an earlier step used up. */
  #reverseMeetings(pending: Pending, calledIn: number): void {
    const request = requestOf(pending);
    if (request === undefined) return;
    const { past } = pending;
    const objects = new Set<number>();
    const late: Late = {
      past,
      after: [],
      name: undefined,
      operations: [],
      waits: true,
      objects,
      happened: false,
      chooses: false,
    };
    const seen = new Set<ChannelCore>();
    for (const { channel } of request.cases) {
      if (channel.capacity > 0 || seen.has(channel)) continue;
      seen.add(channel);
      for (const index of this.#indices(channel.id)) {
        if (index < calledIn && !this.#isBefore(index, pending.past.trace)) this.#plan(index, calledIn + 1, late);
      }
    }
  }

  #isBefore(index: number, trace: readonly number[]): boolean {
    const event = this.#times[index] as VectorTime;
    return (trace[event.chain] ?? 0) >= event.position;
  }

  /** Before the step at `index` an operation with a choice could have chosen what that step made impossible. */
  #planOther(index: number, end: number, late: Late): void {
    const node = this.#path[index] as Node;
    const { name } = late;
    if (name === undefined || !node.transitions.some((other) => sameTransition(other, name))) {
      this.#plan(index, end, late);
      return;
    }
    for (const other of node.siblings(name)) if (!sameTransition(other, name)) node.add(other);
  }

  /**
   * Plans an execution in which `late`, and what it needs of the steps in between, come before the step at `index`: one of
   * the steps that can come first in that order must be tried there.
   */
  #plan(index: number, end: number, late: Late): void {
    const node = this.#path[index] as Node;
    if (node.alone) return;
    const before: number[] = [];
    const first: TransitionName[] = [];
    for (let at = index + 1; at < Math.min(end, this.#times.length); at++) {
      const time = this.#times[at] as VectorTime;
      if (this.#isBefore(index, time.trace)) continue;
      if (!before.some((other) => this.#isBefore(other, time.trace))) {
        first.push(((this.#path[at] as Node).step as Step).transition);
      }
      before.push(at);
    }
    const steps = first.length;
    if (late.name !== undefined && !before.some((other) => this.#isBefore(other, late.after))) {
      for (const transition of this.#own(node, late.name, before.length === 0)) first.push(transition);
    }
    if (first.some((name) => node.tries(name))) return;
    // What a step that did not happen conflicts with is not known: asleep, it stands for no order with steps before it.
    const known = late.happened ? first : first.slice(0, before.length === 0 ? first.length : steps);
    const asleep = known.find((name) => node.sleeps(name));
    if (asleep !== undefined) {
      // It need not happen again, but the alternatives it would take away may not have been tried.
      for (const other of node.siblings(asleep)) node.add(other);
      if (this.#differs(node, asleep, index, end, late)) node.addAll();
      return;
    }
    const [candidate] = first;
    if (candidate !== undefined && node.add(candidate)) return;
    const blocked = late.operations.filter((pending) => pending.calledAt < index);
    if (candidate === undefined && blocked.length > 0) {
      for (const pending of blocked) this.#reverseBlocked(pending, index);
    } else node.addAll();
  }

  /**
   * Whether a step that sleeps at `node` used objects when it was tried that it does not in this execution. Then what it
   * conflicts with was not all seen here, and it stands only for orders in which it comes first.
   */
  #differs(node: Node, name: TransitionName, index: number, end: number, late: Late): boolean {
    const sleeper = node.sleep.find((other) => sameTransition(other.name, name));
    const now =
      late.name !== undefined && sameTransition(late.name, name) ? late.objects : this.#objectsOf(name, index, end);
    return sleeper?.footprint.touches.some(({ object, use }) => use !== 'guard' && !now.has(object)) ?? false;
  }

  /** The objects that the step called `name` used between two others. */
  #objectsOf(name: TransitionName, index: number, end: number): ReadonlySet<number> {
    for (let at = index + 1; at < Math.min(end, this.#times.length); at++) {
      const { transition, footprint } = (this.#path[at] as Node).step as Step;
      if (sameTransition(transition, name)) return objectsIn(footprint);
    }
    return new Set();
  }

  /**
   * The transitions of `name`'s operations at `node`: itself when it can happen there, else its alternatives, unless steps
   * come before it of which it is not known whether they conflict with those.
   */
  #own(node: Node, name: TransitionName, isNext: boolean): readonly TransitionName[] {
    const exact = node.transitions.filter((other) => sameTransition(other, name));
    return exact.length > 0 || !isNext ? exact : node.transitions.filter((other) => shareOperation(other, name));
  }
}
