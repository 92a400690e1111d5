/** What can happen next: every pending operation's alternatives, in the order of the calls. */
import type { Case, ChannelRequest } from '../kernel/channel.ts';
import { mayWait } from '../kernel/operation.ts';
import type { OperationName } from '../trace/trace.ts';
import type { Clock, ModelTimer } from './clock.ts';
import { requestOf } from './request.ts';
import type { Pending, Transition } from './transition.ts';
import { cancelled, otherwise } from './transition.ts';

export class TransitionFinder {
  readonly #clock: Clock;
  readonly #pending: ReadonlySet<Pending>;
  #found: Transition[] = [];

  constructor(clock: Clock, pending: ReadonlySet<Pending>) {
    this.#clock = clock;
    this.#pending = pending;
  }

  find(): Transition[] {
    this.#found = [];
    for (const pending of this.#pending) {
      if (!pending.cancelOnly) this.#alternatives(pending);
      if (pending.cancelRequested) this.#add(pending, cancelled);
    }
    return this.#found;
  }

  #alternatives(pending: Pending): void {
    const { operation } = pending;
    const request = requestOf(pending);
    if (request !== undefined) return this.#communication(pending, request);
    switch (operation.kind) {
      case 'choose':
        for (let option = 0; option < (operation.argument as readonly unknown[]).length; option++)
          this.#add(pending, option);
        return;
      case 'start':
        return this.#add(pending, 0);
      case 'fire':
        if (this.#clock.canFire(operation.argument as ModelTimer)) this.#add(pending, 0);
        return;
      case 'stop':
      case 'reset':
        this.#add(pending, 0);
        if (this.#clock.canFire((operation.argument as { timer: ModelTimer }).timer)) this.#add(pending, 1);
        return;
      default:
        if (!isHeld(pending) && operation.object.enabled(operation)) this.#add(pending, pending.steps);
    }
  }

  #communication(pending: Pending, request: ChannelRequest): void {
    let certain = false;
    for (let index = 0; index < request.cases.length; index++) {
      const one = request.cases[index] as Case;
      if (isCertain(one)) certain = true;
      if (!request.otherwise && isCaseHeld(one, pending)) continue;
      if (isCertain(one) || this.#mayFire(one)) this.#add(pending, index);
      else if (!one.sends && one.channel.capacity === 0) this.#meetings(pending, request, one, index);
    }
    if (request.otherwise && !certain) this.#add(pending, otherwise);
  }

  /** Whether the timer behind the channel can fire now, into this receive. */
  #mayFire(one: Case): boolean {
    const source = one.channel.source as ModelTimer | undefined;
    return source !== undefined && !one.sends && this.#clock.canFire(source);
  }

  #meetings(receiver: Pending, request: ChannelRequest, taken: Case, index: number): void {
    for (let given = taken.channel.senders.head; given !== undefined; given = given.next) {
      const sender = given.operation?.record as Pending;
      if (sender === receiver || sender.cancelOnly) continue;
      const offered = requestOf(sender) as ChannelRequest;
      if (offered.otherwise ? request.otherwise : isCaseHeld(given, sender)) continue;
      this.#found.push({
        identity: receiver.identity,
        alternative: index,
        partner: sender.identity,
        partnerAlternative: offered.cases.indexOf(given),
        pending: receiver,
        sender,
        received: taken,
        sent: given,
      });
    }
  }

  #add(pending: Pending, alternative: number): void {
    this.#found.push({
      identity: pending.identity,
      alternative,
      partner: -1,
      partnerAlternative: -1,
      pending,
      sender: undefined,
      received: undefined,
      sent: undefined,
    });
  }
}

/** Whether the case can go without a partner and without luck. */
function isCertain(one: Case): boolean {
  const { channel } = one;
  if (one.sends) return channel.closed || channel.hasRoom;
  return channel.buffer.length > 0 || channel.closed;
}

/** Whether an earlier waiting operation of the same process has the channel's end first. */
function isCaseHeld(one: Case, pending: Pending): boolean {
  const list = one.sends ? one.channel.senders : one.channel.receivers;
  for (let other = list.head; other !== undefined && other !== one; other = other.next) {
    const ahead = other.operation?.record as Pending;
    if (ahead === pending || ahead.process !== pending.process || ahead.cancelOnly) continue;
    if (!(requestOf(ahead) as ChannelRequest).otherwise) return true;
  }
  return false;
}

const queues: ReadonlyMap<OperationName, string> = new Map<OperationName, string>([
  ['lock', 'lock'],
  ['relock', 'lock'],
  ['rlock', 'rlock'],
  ['acquire', 'acquire'],
]);

/** Whether operations of this kind queue behind earlier ones of their own process on the same object. */
export function queuesUp(kind: OperationName): boolean {
  return queues.has(kind);
}

/** Whether an earlier waiting operation of the same process and kind is ahead on the object. */
export function isHeld(pending: Pending): boolean {
  const { operation } = pending;
  if (!mayWait(operation.kind)) return false;
  const queue = queues.get(operation.kind);
  if (queue === undefined) return false;
  for (let other = operation.object.waiting.head; other !== undefined && other !== operation; other = other.next) {
    const ahead = other.record as Pending;
    if (ahead.process === pending.process && !ahead.cancelOnly && queues.get(other.kind) === queue) return true;
  }
  return false;
}
