/** What steps that have not happened where they are planned may use there, and the other ways an operation could have gone. */
import type { Case, ChannelCore } from '../kernel/channel.ts';
import { channelPlace } from '../kernel/channel.ts';
import type { Use } from '../kernel/operation.ts';
import type { ModelTimer } from './clock.ts';
import type { Footprint } from './footprint.ts';
import { Touch } from './footprint.ts';
import { faultOf, spending } from './network.ts';
import type { Wanted } from './path.ts';
import { budgets, clockPlace, isClock, nodePlace, operationPlace } from './places.ts';
import { requestOf } from './request.ts';
import type { Step } from './step.ts';
import type { Pending, Transition, TransitionName } from './transition.ts';
import { cancelled, nameOf, otherwise } from './transition.ts';

/** Kinds whose use of a cell is the same wherever they happen. */
const fixedKinds: ReadonlySet<string> = new Set([
  'read',
  'load',
  'plain.read',
  'length',
  'post',
  'crash',
  'partition',
  'heal',
]);

/** Kinds after which a program goes on in the same way wherever they happen: they return nothing, and never wait. */
const muteKinds: ReadonlySet<string> = new Set(['write', 'store', 'plain.write', 'post']);

/**
 * What `step` may use elsewhere: one that looks and then acts may act there, and a send or receive may fare otherwise. Where
 * what the program does next may use anything (`open`), it does so depending on what the step returns.
 */
export function elsewhere(step: Step, open: boolean): Footprint {
  const used = usedElsewhere(step);
  return open && !muteKinds.has(step.kind) ? { ...used, ends: true } : used;
}

function usedElsewhere(step: Step): Footprint {
  const { footprint, kind, transition, object } = step;
  const timed = kind === 'length' && (object as ChannelCore).source !== undefined;
  if (fixedKinds.has(kind) && !timed) return footprint;
  const touches = footprint.touches.map((touch) =>
    touch.use === 'read' && touch.place !== nodePlace.life ? new Touch(touch.object, touch.place, 'write') : touch,
  );
  if (timed) touches.push(new Touch(((object as ChannelCore).source as ModelTimer).clock.id, clockPlace.time, 'write'));
  if (transition.sender !== undefined || transition.message !== undefined || sendsToInbox(step))
    return { touches, ends: footprint.ends };
  // Where it cannot go as it did, it may have to go in any of its other ways.
  const request = requestOf(transition.pending);
  for (const { channel, sends } of request?.cases ?? []) {
    if (channel.source !== undefined)
      touches.push(new Touch((channel.source as ModelTimer).clock.id, clockPlace.time, 'write'));
    const { head, tail, closed } = channelPlace;
    if (channel.capacity > 0) touches.push(new Touch(channel.id, sends ? tail : head, 'write'));
    if (request?.otherwise === true) touches.push(new Touch(channel.id, sends ? head : tail, 'read'));
    touches.push(new Touch(channel.id, closed, 'read'));
  }
  return { touches, ends: footprint.ends };
}

/** A send to an inbox, which never goes otherwise unless that is closed, which it reads. */
function sendsToInbox({ kind, object, transition, footprint }: Step): boolean {
  const place = operationPlace(transition.identity);
  return kind === 'send' && footprint.touches.some((touch) => touch.object === object.id && touch.place === place);
}

/** The alternatives of a step that looks at a timer: it may fire before, or not. */
export function timedWays({ kind, transition, footprint }: Step): readonly number[] {
  const request = requestOf(transition.pending);
  if (request !== undefined) {
    if (!request.otherwise || !request.cases.some(({ channel }) => channel.source !== undefined)) return none;
    return [otherwise, ...request.cases.keys()];
  }
  const looks = kind === 'stop' || kind === 'reset' || kind === 'length';
  return looks && footprint.touches.some(({ object }) => isClock(object)) ? [0, 1] : none;
}

const none: readonly number[] = [];

/**
 * What a transition that has not happened can be expected to use; undefined where that cannot be said. `ends`, here and below:
 * whether what the program does after it may use anything.
 */
export function expected(transition: Transition, ends: boolean): Wanted {
  const { pending, sender, received, alternative, message } = transition;
  const name = nameOf(transition);
  if (message !== undefined) return taking(name, (received as Case).channel, ends);
  if (sender !== undefined) return meeting(name, (received as Case).channel, ends);
  const { kind, object } = pending.operation;
  if (kind === 'crash') return crashing(name, object.id, ends);
  if (kind === 'choose') return { name, footprint: { touches: [], ends } };
  const one = requestOf(pending)?.cases[alternative];
  if (one === undefined || one.channel.source !== undefined) return { name, footprint: undefined };
  const end = new Touch(one.channel.id, one.sends ? channelPlace.tail : channelPlace.head, 'write');
  const closed = new Touch(one.channel.id, channelPlace.closed, 'read');
  return { name, footprint: { touches: [end, closed], ends } };
}

/** A crash of `node`. */
export function crashing(name: TransitionName, node: number, ends: boolean): Wanted {
  return { name, footprint: { touches: [new Touch(node, nodePlace.life, 'write'), spending('crashes')], ends } };
}

/** What a message may become instead, whose sending was the `step`: whatever that is, the sender does the same. */
export function otherFate(name: TransitionName, { footprint }: Step): Wanted {
  const fault = faultOf(name.alternative);
  const touches = footprint.touches.filter(({ object }) => object !== budgets);
  return { name, footprint: { ...footprint, touches: fault === undefined ? touches : [...touches, spending(fault)] } };
}

/** A hand-over over `channel`. */
export function meeting(name: TransitionName, { id }: ChannelCore, ends: boolean): Wanted {
  return { name, footprint: { touches: [new Touch(id, channelPlace.closed, 'read')], ends } };
}

/** A receive of the message that `name` says from an inbox. */
export function taking(name: TransitionName, { id }: Pick<ChannelCore, 'id'>, ends: boolean): Wanted {
  const touches = [new Touch(id, channelPlace.head, 'write'), new Touch(id, operationPlace(name.partner), 'write')];
  return { name, footprint: { touches, ends } };
}

/** A step of `pending` that uses one place, and `others`. */
export function wantedOf(
  pending: Pending,
  alternative: number,
  object: number,
  place: number,
  use: Use,
  ends: boolean,
  others: readonly Touch[] = [],
): Wanted {
  const touches = [new Touch(object, place, use), ...others];
  const name = { identity: pending.identity, alternative, partner: -1, partnerAlternative: -1 };
  return { name, footprint: { touches, ends } };
}

/**
 * The ways of an operation that went as `went` to go otherwise that have to do with a place: those that a change of it may
 * have `lost`, or else those it may offer.
 */
export function otherWays(
  pending: Pending,
  went: TransitionName,
  object: number,
  place: number,
  lost: boolean,
  ends: boolean,
): Wanted[] {
  const { operation } = pending;
  const request = requestOf(pending);
  if (pending.cancelOnly) return [];
  if (request === undefined) {
    const step = went.alternative >= 0 ? went.alternative : pending.steps - 1;
    const { kind } = operation;
    if (kind === 'stop' || kind === 'reset' || (kind === 'length' && object !== operation.object.id))
      return [0, 1].map((alternative) => wantedOf(pending, alternative, object, place, 'write', ends));
    if (operation.object.id === object) return [wantedOf(pending, step, object, place, 'write', ends)];
  }
  const ways: Wanted[] = [];
  let isElsewhere = true;
  for (const [index, { channel, sends }] of (request?.cases ?? []).entries()) {
    const isTimed = (channel.source as ModelTimer | undefined)?.clock.id === object;
    if (channel.id !== object && !isTimed) continue;
    isElsewhere = false;
    if (lost && !isTimed && !takesAway(sends, place)) continue;
    const end = sends ? channelPlace.tail : channelPlace.head;
    // Without a buffer it can only find the channel closed, or meet somebody, which is planned by itself.
    if (channel.capacity === 0) ways.push(wantedOf(pending, index, channel.id, channelPlace.closed, 'read', ends));
    else ways.push(wantedOf(pending, index, channel.id, end, 'write', ends));
  }
  // Otherwise the place is that of its signal.
  if (isElsewhere && !lost && operation.signal !== undefined)
    ways.push(wantedOf(pending, cancelled, object, place, 'read', ends));
  return ways;
}

/** Whether a change of a channel's place can keep a case from going: a receive takes a value, a send takes room. */
function takesAway(sends: boolean, place: number): boolean {
  return sends ? place === channelPlace.tail || place === channelPlace.closed : place === channelPlace.head;
}

/** The hand-overs over a channel between two operations. */
export function meetings(a: Pending, b: Pending, channel: ChannelCore): TransitionName[] {
  const names: TransitionName[] = [];
  if (a === b) return names;
  for (const [receiver, sender] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const [alternative, taken] of (requestOf(receiver)?.cases ?? []).entries()) {
      if (taken.sends || taken.channel.id !== channel.id) continue;
      for (const [partnerAlternative, given] of (requestOf(sender)?.cases ?? []).entries()) {
        if (!given.sends || given.channel.id !== channel.id) continue;
        names.push({ identity: receiver.identity, alternative, partner: sender.identity, partnerAlternative });
      }
    }
  }
  return names;
}
