/**
 * Where other orders must be tried: for each step, the earlier ones it could have come before (races, in the sense of
 * dynamic partial order reduction), each with the sequence of steps that leads there.
 *
 * Optimal DPOR (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014) finds these between two events. Here an event can also take an
 * operation away from others (a hand-over, a chosen case), so three more kinds are planned: alternatives that a step made
 * impossible, operations called later that could have met one that was used up, and changes that would have offered a
 * choosing operation another case (guards).
 */

import { join } from '../causality/vector-time.ts';
import type { ChannelCore } from '../kernel/channel.ts';
import { channelPlace } from '../kernel/channel.ts';
import type { Use } from '../kernel/operation.ts';
import { mayWait } from '../kernel/operation.ts';
import type { ModelTimer } from './clock.ts';
import { mayBeDue } from './due.ts';
import { isHeld } from './enabled.ts';
import { enablersOf, isChange, onlyWatches } from './enablers.ts';
import type { Execution } from './execution.ts';
import { expected, meeting, meetings, otherFate, otherWays, taking, timedWays, wantedOf } from './expected.ts';
import { conflicting, hasGuard, Touch } from './footprint.ts';
import type { Late } from './late.ts';
import { crashOf, Happened, isOwn } from './late.ts';
import type { Learnt } from './learnt.ts';
import { earlierTakes, isContended } from './message-order.ts';
import type { Node, Sleeper, Standing, Wanted } from './path.ts';
import { clockPlace, nodePlace } from './places.ts';
import { hasChoice, isChoosing, requestOf } from './request.ts';
import { stepsBetween } from './sequence.ts';
import type { Step } from './step.ts';
import type { Trail } from './trail.ts';
import type { Pending, Transition, TransitionName } from './transition.ts';
import { cancelled, nameOf, sameTransition, shareOperation } from './transition.ts';

/** What is to be planned at the node of `index`: a sequence, everything, or another way for what cannot happen there. */
export interface Note {
  readonly index: number;
  readonly sequence: readonly Wanted[] | 'all' | 'again';
}

/** How a planned sequence is taken in: whole, or only its first step. */
export type Planning = 'sequences' | 'first steps';

const nothing: readonly never[] = [];

export class Reversals {
  readonly #path: readonly Node[];
  readonly #trail: Trail;
  readonly #planning: Planning;
  readonly #learnt: Learnt;
  /** Steps on the path that could have gone otherwise. */
  readonly #choosers: number[] = [];
  /** Steps on the path after which their operation went on waiting. */
  readonly #unfinished: number[] = [];
  /** Steps that let the one in hand go. */
  #enablers: readonly number[] = nothing;
  /** Something was learnt that the search has to know from its start. */
  hasLearnt = false;
  /** Whether steps are only taken in: what they could have come before was planned by whoever came by first. */
  isSilent = false;
  /** Nodes above this belong to others, who are to plan there what is noted here. */
  floor = 0;
  notes: Note[] = [];
  /** Steps on the path, between two others, that may as well not happen, and that nothing of `last` needs; where there are such. */
  needless: ((index: number, end: number, last: readonly Wanted[]) => readonly number[]) | undefined = undefined;
  /** Adds to steps that never were that they are part of the life of a node that may crash, where there are such. */
  lives: ((sequence: readonly Wanted[]) => readonly Wanted[]) | undefined = undefined;

  constructor(path: readonly Node[], trail: Trail, learnt: Learnt, planning: Planning) {
    this.#path = path;
    this.#trail = trail;
    this.#learnt = learnt;
    this.#planning = planning;
  }

  /** A new step was taken at `index`: finds what it could have come before. `missed`: what slept and is made impossible by it. */
  step(index: number, step: Step, missed: readonly Transition[], waiting: Iterable<Pending>): void {
    while (this.#choosers.length > 0 && (this.#choosers[this.#choosers.length - 1] as number) >= index)
      this.#choosers.pop();
    if (hasGuard(step.footprint)) this.#choosers.push(index);
    while (this.#unfinished.length > 0 && (this.#unfinished[this.#unfinished.length - 1] as number) >= index)
      this.#unfinished.pop();
    if (step.completed.length === 0) this.#unfinished.push(index);
    this.#reverseStep(index, step, waiting);
    this.#enablers = nothing;
    const { sleep } = this.#path[index] as Node;
    if (missed.length > 0) this.#reverseAsleep(missed, sleep, index);
    this.#noteMissed(index, step);
  }

  #reverseStep(index: number, step: Step, waiting: Iterable<Pending>): void {
    const { pending, sender } = step.transition;
    const operations = sender === undefined ? [pending] : [pending, sender];
    const chooses = operations.some(hasChoice);
    const late = new Happened(step, operations, chooses, this.#learnt.open);
    this.#enablers = enablersOf(step, index, this.#trail);
    const { past, wanted } = late;
    // It does not wait for what it only watches.
    const watching: Late = { past, wanted, operations, waits: false, chooses, blocked: false };
    for (const { object, place, use } of step.footprint.touches)
      this.#reverse(object, place, use, onlyWatches(step, object) ? watching : late, index);
    this.#reverseOtherTime(step, late, index);
    if (sender !== undefined) for (const side of operations) this.#reverseSide(side, step, late, index);
    if (step.footprint.ends) this.#reverseEnd(index, late);
    for (const side of operations) {
      this.#noteChoosing(side);
      this.#reverseMeetings(side, index, waiting);
    }
  }

  /** A receive could have taken what another of `takes` does, and could come after what is sent later, and take that. */
  messages(index: number, step: Step, takes: readonly Transition[]): void {
    for (const take of takes)
      if (!sameTransition(take, step.transition)) this.#insert(index, [expected(take, this.#learnt.open)]);
    if (step.kind !== 'send' || step.footprint.ends) return;
    const { inboxes, keepsQueues } = this.#learnt;
    const { object, transition, footprint } = step;
    if (!inboxes.has(object.id)) {
      if (keepsQueues || inboxes.size > 0 || !isContended(index, step, this.#path, this.#trail, this.#learnt.crowded))
        return;
      inboxes.add(object.id);
      this.hasLearnt = true;
      return;
    }
    for (const [at, name] of earlierTakes(index, step, this.#path, this.#trail))
      this.#plan(at, index, [{ name: nameOf(transition), footprint }, taking(name, object, this.#learnt.open)]);
  }

  /** Notes that operations of the program choose. */
  #noteChoosing(pending: Pending): void {
    if (this.#learnt.choosing || !isChoosing(pending)) return;
    this.#learnt.choosing = true;
    this.hasLearnt = true;
  }

  /** What sleeps and is made impossible here may be woken by a later step, if that comes before this one. */
  #noteMissed(index: number, { transition }: Step): void {
    for (const { name, footprint } of (this.#path[index] as Node).sleep) {
      if (!shareOperation(name, transition)) continue;
      this.#trail.note(
        footprint.touches.map(({ object, place, use }) => new Touch(object, place, use, false, index, true)),
      );
    }
  }

  /**
   * At the end of an execution that is cut: operations with a choice that sleep would not go otherwise here, but what the
   * steps before it changed may have left them another choice further back.
   */
  asleep(transitions: readonly Transition[], sleep: readonly Sleeper[]): void {
    this.#reverseAsleep(transitions, sleep, this.#trail.length);
  }

  #reverseAsleep(transitions: readonly Transition[], sleep: readonly Sleeper[], end: number): void {
    for (const { name, footprint } of sleep) {
      if (!hasGuard(footprint)) continue;
      const transition = transitions.find((other) => sameTransition(other, name));
      if (transition === undefined) continue;
      const { pending, sender } = transition;
      const operations = sender === undefined ? [pending] : [pending, sender];
      const past = sender === undefined ? pending.past : join(pending.past, sender.past);
      const waits = operations.every((one) => requestOf(one)?.otherwise !== true);
      const late: Late = { past, wanted: { name, footprint }, operations, waits, chooses: true, blocked: false };
      for (const { object, place, use } of footprint.touches) this.#reverse(object, place, use, late, end);
    }
  }

  #reverseOtherTime(step: Step, late: Late, index: number): void {
    const { past, operations, waits, chooses, blocked } = late;
    const { name, footprint } = late.wanted;
    for (const alternative of timedWays(step)) {
      if (alternative === name.alternative) continue;
      const wanted = { name: { ...name, alternative }, footprint };
      const other: Late = { past, wanted, operations, waits, chooses, blocked };
      for (const { object, place, use } of step.footprint.touches) this.#reverse(object, place, use, other, index);
    }
  }

  /** A side of a hand-over could have chosen otherwise before steps that only the other side comes after. */
  #reverseSide(side: Pending, { footprint }: Step, late: Late, index: number): void {
    if (!hasChoice(side)) return;
    const { wanted, waits, chooses, blocked } = late;
    const alone: Late = { wanted, waits, chooses, blocked, past: side.past, operations: [side] };
    const channels = new Set(requestOf(side)?.cases.map(({ channel }) => channel.id));
    for (const { object, place, use } of footprint.touches) {
      if (use === 'guard' && channels.has(object)) this.#reverse(object, place, use, alone, index);
    }
  }

  /**
   * The step at `index` was chosen freely: plans the other ways of its operations to go, and operations it `prevented`,
   * which it made impossible.
   */
  alternatives(index: number, step: Step, transitions: readonly Transition[]): void {
    const node = this.#path[index] as Node;
    for (const other of transitions) {
      if (sameTransition(other, node.chosen)) continue;
      if (step.prevented.includes(other.identity)) node.add(other);
      else if (shareOperation(other, node.chosen))
        this.#insert(index, [
          step.kind === 'post' ? otherFate(nameOf(other), step) : expected(other, this.#learnt.open),
        ]);
    }
  }

  /** At the end of an execution: operations still blocked, not `possible`, could have come before what blocked them. */
  blocked(execution: Execution, possible: readonly TransitionName[]): void {
    const end = this.#trail.length;
    this.#reverseOffers(end);
    this.#reverseUnfinished(end);
    for (const pending of execution.pending) {
      if (pending.operation.kind === 'crash' && execution.network.couldHaveCrashed(pending))
        this.#reverse(pending.operation.object.id, nodePlace.life, 'write', crashOf(pending, this.#learnt.open), end);
      this.#reverseMeetings(pending, end, execution.pending);
      const { identity } = pending;
      const isPossible = possible.some((other) => other.identity === identity || other.partner === identity);
      if (isPossible && !hasChoice(pending)) continue;
      if (requestOf(pending) === undefined && isHeld(pending)) continue;
      this.#reverseBlocked(pending, end);
    }
  }

  /** A planned step cannot happen: what it waits for, others may have taken. */
  infeasible(execution: Execution, planned: readonly Wanted[]): void {
    for (const pending of execution.pending) {
      const { identity } = pending;
      if (planned.some(({ name }) => name.identity === identity || name.partner === identity)) {
        this.#reverseBlocked(pending, this.#trail.length);
      }
    }
  }

  /**
   * An operation that queued could have gone at once before what kept it from that; then it conflicts with more than it did,
   * and so may come after all that it does not come before.
   */
  #reverseUnfinished(end: number): void {
    for (const index of this.#unfinished) {
      const step = (this.#path[index] as Node).step as Step;
      const { pending } = step.transition;
      const late = new Happened(step, [pending], hasChoice(pending), this.#learnt.open, { end, without: index });
      for (const { object, place, use } of step.footprint.touches) this.#reverse(object, place, use, late, index);
    }
  }

  /** An operation that could not go before the step at `end` could have come before what blocked it. */
  #reverseBlocked(pending: Pending, end: number): void {
    const { operation } = pending;
    const request = requestOf(pending);
    if (request === undefined) {
      // One that has taken a step was told of everything in that step: what it waits for now is its own.
      if (!mayWait(operation.kind) || operation.kind === 'join' || operation.phase > 0) return;
      const { object } = operation;
      const others = object.wouldAlsoUse(operation).map(([place, use]) => new Touch(object.id, place, use));
      this.#reverseWouldBe(pending, pending.steps, object.id, 0, object.wouldUse(operation), end, others);
      return;
    }
    for (const [index, { channel, sends }] of request.cases.entries()) {
      if (channel.source !== undefined)
        this.#reverseWouldBe(pending, index, (channel.source as ModelTimer).clock.id, clockPlace.time, 'write', end);
      if (channel.capacity === 0) continue;
      const place = sends ? channelPlace.tail : channelPlace.head;
      this.#reverseWouldBe(pending, index, channel.id, place, 'write', end);
    }
  }

  /** What a blocked operation would have used, had it gone before the step at `end`. */
  #reverseWouldBe(
    pending: Pending,
    alternative: number,
    object: number,
    place: number,
    use: Use,
    end: number,
    others: readonly Touch[] = nothing,
  ): void {
    const wanted = wantedOf(pending, alternative, object, place, use, this.#learnt.open, others);
    const chooses = hasChoice(pending);
    const late = { past: pending.past, wanted, operations: [pending], waits: true, chooses, blocked: true };
    this.#reverse(object, place, use, late, end);
  }

  #reverse(object: number, place: number, use: Use, late: Late, end: number): void {
    const entries = this.#trail.uses(object, place);
    let looks: number[] | undefined;
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at] as Touch;
      if (entry.missed) {
        if (entry.index < end && conflicting(entry.use, use) && !this.#trail.isBefore(entry.index, late.past.trace))
          this.#planAt(entry.index, end, late, -1);
        continue;
      }
      if (entry.index >= end || this.#trail.isBefore(entry.index, late.past.trace)) {
        if (
          entry.index < end &&
          entry.use === 'write' &&
          use !== 'guard' &&
          !late.chooses &&
          !(late.waits && entry.releases)
        )
          return;
        continue;
      }
      if (use === 'guard') {
        if (isChange(entry.use) && !entry.releases) this.#planOthers(entry.index, object, place, late, end);
        continue;
      }
      if (!conflicting(entry.use, use)) continue;
      // What only helps those that wait cannot come after the one it let go; what blocked it is further back.
      if (late.waits && entry.releases && !isOwn(late, object)) continue;
      if (late.awaited !== undefined && this.#trail.isSynced(entry.index, late.awaited)) continue;
      if (late.blocked ? entry.use === 'read' : this.#enablers.includes(entry.index)) continue;
      if (entry.use === 'read') {
        // A look before another look comes into its own when that one has been reversed.
        if (looks?.some((later) => this.#trail.isAfter(later, entry.index)) === true) continue;
        looks ??= [];
        looks.push(entry.index);
      }
      this.#planAt(entry.index, late.moved?.end ?? end, late, late.moved?.without);
      if (entry.use === 'write' && !late.chooses) return;
    }
  }

  /** Plans `late` before the step at `index`, unless it waits for a timer that was not due by then. */
  #planAt(index: number, end: number, { operations, wanted }: Late, without = -1): void {
    const { identity, alternative } = wanted.name;
    const own = operations.find((pending) => pending.identity === identity);
    if (own === undefined || mayBeDue(own, alternative, this.#instant(index)))
      this.#plan(index, end, [wanted], without);
  }

  #instant(index: number): number {
    return ((this.#path[index] as Node).step as Step).instant;
  }

  /** Before the step at `index`, the choosing operations of `late` could have chosen what that step made impossible. */
  #planOthers(index: number, object: number, place: number, late: Late, end: number): void {
    for (const pending of late.operations) {
      for (const other of otherWays(pending, late.wanted.name, object, place, true, this.#learnt.open)) {
        const isOther = !sameTransition(other.name, late.wanted.name);
        if (isOther && mayBeDue(pending, other.name.alternative, this.#instant(index))) this.#plan(index, end, [other]);
      }
    }
  }

  /** A later change offers an operation that chose before it another way to go, until somebody else makes use of it. */
  #reverseOffers(end: number): void {
    for (const index of this.#choosers) {
      const { transition, footprint, prevented } = (this.#path[index] as Node).step as Step;
      const { pending, sender } = transition;
      for (const { object, place, use, releases } of footprint.touches) {
        if (use !== 'guard' || releases) continue;
        // What it changed could have been cancelled as it was.
        for (const identity of prevented) {
          const name = { identity, alternative: cancelled, partner: -1, partnerAlternative: -1 };
          this.#reverseOffer(
            index,
            object,
            place,
            { name, footprint: { touches: [new Touch(object, place, 'read')], ends: false } },
            end,
          );
        }
        for (const chooser of sender === undefined ? [pending] : [pending, sender]) {
          for (const other of otherWays(chooser, transition, object, place, false, this.#learnt.open)) {
            const isOther = !sameTransition(other.name, transition);
            if (isOther && mayBeDue(chooser, other.name.alternative, this.#instant(index)))
              this.#reverseOffer(index, object, place, other, end);
          }
        }
      }
    }
  }

  /** Between any two steps that use what it does, it makes a difference whether it comes. */
  #reverseOffer(index: number, object: number, place: number, other: Wanted, end: number): void {
    const ends = new Set<number>();
    const touches = [{ object, place, use: 'read' as Use }, ...(other.footprint?.touches ?? [])];
    for (const touch of touches) {
      for (const entry of this.#trail.uses(touch.object, touch.place)) {
        if (entry.index <= index || entry.missed || !conflicting(entry.use, touch.use)) continue;
        if (!this.#trail.isAfter(entry.index, index)) ends.add(this.#nextUse(other, entry.index, end, index));
      }
    }
    for (const until of ends) this.#plan(index, until, [other]);
  }

  /** The next step after that at `from` that uses what `wanted` does, not counting those after the one at `without`. */
  #nextUse({ footprint }: Wanted, from: number, end: number, without: number): number {
    let next = end;
    for (const { object, place, use } of footprint?.touches ?? []) {
      for (const entry of this.#trail.uses(object, place)) {
        if (entry.index <= from || entry.index >= next || entry.missed) continue;
        if (conflicting(entry.use, use) && !this.#trail.isAfter(entry.index, without)) next = entry.index;
      }
    }
    return next;
  }

  /** A panic conflicts with every step: it could have come before each that is not in its past. */
  #reverseEnd(index: number, late: Late): void {
    const latest: number[] = [];
    for (let earlier = index - 1; earlier >= 0; earlier--) {
      if ((this.#path[earlier] as Node).alone || this.#trail.isBefore(earlier, late.past.trace)) continue;
      if (latest.some((other) => this.#trail.isAfter(other, earlier))) continue;
      latest.push(earlier);
      this.#planAt(earlier, index, late, -1);
    }
  }

  /** An operation that is used up at `end`, or never, could have met one that an earlier step used up. */
  #reverseMeetings(pending: Pending, end: number, waiting: Iterable<Pending>): void {
    const request = requestOf(pending);
    if (request === undefined) return;
    const seen = new Set<ChannelCore>();
    for (const { channel } of request.cases) {
      if (channel.capacity > 0 || seen.has(channel)) continue;
      seen.add(channel);
      let last = -1;
      // Whoever met, looked, chose otherwise or closed it has used this place.
      for (const { index, use, missed } of this.#trail.uses(channel.id, channelPlace.closed)) {
        if (missed || index >= end || this.#trail.isBefore(index, pending.past.trace)) continue;
        if (index !== last) this.#planMeetings(index, pending, channel, end);
        last = index;
        if (use === 'write') this.#planUnclosed(index, pending, channel, end, waiting);
      }
    }
  }

  /** Before a close, an operation could have met another that the close kept from it. */
  #planUnclosed(index: number, pending: Pending, channel: ChannelCore, end: number, waiting: Iterable<Pending>): void {
    const others = new Set<Pending>(waiting);
    for (let at = index + 1; at < end; at++) {
      if (!this.#trail.isAfter(at, index)) continue;
      const { pending: used, sender } = ((this.#path[at] as Node).step as Step).transition;
      others.add(used);
      if (sender !== undefined) others.add(sender);
    }
    for (const other of others) {
      if (this.#trail.isBefore(index, other.past.trace)) continue;
      for (const name of meetings(pending, other, channel)) {
        this.#plan(index, end, [meeting(name, channel, this.#learnt.open)]);
      }
    }
  }

  #planMeetings(index: number, called: Pending, channel: ChannelCore, end: number): void {
    const { transition } = (this.#path[index] as Node).step as Step;
    const { pending, sender } = transition;
    for (const other of sender === undefined ? [pending] : [pending, sender]) {
      for (const name of meetings(called, other, channel)) {
        this.#plan(index, end, [meeting(name, channel, this.#learnt.open)]);
      }
    }
  }

  /** Plans an execution in which what of the steps before `end` can do without the one at `index` and then `last` come before that. */
  #plan(index: number, end: number, last: readonly Wanted[], without = -1): void {
    if (this.isSilent || (this.#path[index] as Node).alone) return;
    const spared = this.needless?.(index, end, last) ?? nothing;
    const sequence = stepsBetween(this.#path, this.#trail, { index, end, without, spared });
    sequence.push(...last);
    this.#insert(index, sequence);
  }

  #insert(index: number, planned: readonly Wanted[]): void {
    const sequence = this.lives === undefined ? planned : this.lives(planned);
    if (this.insert(this.#path[index] as Node, sequence)) this.#note(index, sequence);
  }

  /** What stands for a sequence. */
  get standing(): Standing {
    return this.#learnt.choosing ? 'initials' : 'weak initials';
  }

  /** Plans `sequence` at `node`; whether it was not covered. */
  insert(node: Node, sequence: readonly Wanted[]): boolean {
    return this.#planning === 'sequences' ? node.insert(sequence, this.standing) : node.insertFirst(sequence);
  }

  /** Has everything tried at the node of `index`, where a step ended the program. */
  all(index: number): void {
    if (this.isSilent) return;
    (this.#path[index] as Node).addAll();
    this.#note(index, 'all');
  }

  /** The step planned at the node of `index`, which belongs to others, cannot happen. */
  replanned(index: number): void {
    this.#note(index, 'again');
  }

  #note(index: number, sequence: Note['sequence']): void {
    if (index < this.floor) this.notes.push({ index, sequence });
  }
}
