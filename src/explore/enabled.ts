/** What can happen next: every pending operation's alternatives, in the order of the calls. */
import type { LinkedList } from '../base/linked-list.ts';
import type { Case, ChannelCore, ChannelRequest } from '../kernel/channel.ts';
import type { MarkNote } from '../kernel/mark-note.ts';
import type { Letter } from '../kernel/node.ts';
import { InboxCore } from '../kernel/node.ts';
import type { OperationName } from '../trace/trace.ts';
import type { Clock, ModelTimer } from './clock.ts';
import type { Inboxes } from './inbox.ts';
import type { Fate, Network, NodeRun } from './network.ts';
import { requestOf } from './request.ts';
import type { Watched } from './seen.ts';
import type { Spin, Spins } from './spin.ts';
import { couldBefore, goesRound, mayEnd } from './spin.ts';
import type { Pending, TransitionName } from './transition.ts';
import { cancelled, otherwise, sameTransition, Transition } from './transition.ts';

export class TransitionFinder {
  readonly #clock: Clock;
  readonly #pending: LinkedList<Pending>;
  readonly #spins: Spins;
  readonly #inboxes: Inboxes;
  readonly #watched: Watched | undefined;
  readonly #network: Network;
  #found: Transition[] = [];

  constructor(
    clock: Clock,
    pending: LinkedList<Pending>,
    spins: Spins,
    inboxes: Inboxes,
    network: Network,
    watched: Watched | undefined,
  ) {
    this.#clock = clock;
    this.#pending = pending;
    this.#spins = spins;
    this.#inboxes = inboxes;
    this.#watched = watched;
    this.#network = network;
  }

  find(): Transition[] {
    if (this.#findNow().length > 0) return this.#found;
    this.#goRound();
    if (this.#found.length > 0 || this.#holdsSomebody()) return this.#found;
    this.#clock.pass(() => this.#findNow().length > 0);
    return this.#found;
  }

  #findNow(): Transition[] {
    this.#found = [];
    for (let pending = this.#pending.head; pending !== undefined; pending = pending.next)
      this.#waysOf(pending, this.#isSpinning(pending));
    return this.#found;
  }

  /** Whether somebody is held who could go round a loop for ever, in no time. */
  #holdsSomebody(): boolean {
    for (const pending of this.#pending) if (this.#isSpinning(pending)) return true;
    return false;
  }

  /** Whether `found`, all that can happen next, is only that somebody goes round to meet who waits. */
  onlyGoesRound(found: readonly Transition[]): boolean {
    return found.length > 0 && found.every((one) => goesRound(one) && this.#isSpinning(one.pending));
  }

  /** What `pending` can do next. */
  of(pending: Pending): readonly Transition[] {
    this.#found = [];
    this.#waysOf(pending, this.#isSpinning(pending));
    return this.#found;
  }

  /** What `name` says can happen next, if it can: now, or when time has passed that only passes when nothing can happen. */
  named(pending: Pending, name: TransitionName): Transition | undefined {
    const found = this.#namedNow(pending, name);
    if (found !== undefined || !this.#clock.isKnown || this.find().length === 0) return found;
    return this.#namedNow(pending, name);
  }

  #namedNow(pending: Pending, name: TransitionName): Transition | undefined {
    const { operation } = pending;
    if (isPlain(operation.kind) && name.alternative >= 0) {
      const isKept = pending.cancelOnly || isHeld(pending) || this.#isSpinning(pending);
      const goes = !isKept && operation.object.enabled(operation);
      const plain = goes ? plainOf(pending) : undefined;
      return plain?.alternative === name.alternative ? plain : undefined;
    }
    return this.of(pending).find((other) => sameTransition(other, name));
  }

  /** What conflicts with nothing and can happen next; not one of `opaque`. */
  quiet(opaque: ReadonlySet<number>): Transition | undefined {
    for (let pending = this.#pending.head; pending !== undefined; pending = pending.next) {
      const { operation } = pending;
      const { kind } = operation;
      if (kind !== 'join' && kind !== 'mark' && kind !== 'checkpoint') continue;
      if (kind === 'mark' && (this.#watched?.usesOf(operation.argument as MarkNote).length ?? 0) > 0) continue;
      if (pending.process.node?.isMortal === true) continue;
      if (operation.signal === undefined && operation.object.enabled(operation) && !opaque.has(pending.identity))
        return plainOf(pending);
    }
    return undefined;
  }

  /** `spins`: it would only go round once more. */
  #waysOf(pending: Pending, spins: boolean): void {
    if (!pending.cancelOnly) this.#alternatives(pending, spins);
    if (pending.cancelRequested) this.#add(pending, cancelled);
  }

  #alternatives(pending: Pending, spins: boolean): void {
    const { operation } = pending;
    const request = requestOf(pending);
    if (request !== undefined) return this.#communication(pending, request, spins);
    switch (operation.kind) {
      case 'choose':
        for (let option = 0; option < (operation.argument as readonly unknown[]).length; option++)
          this.#add(pending, option);
        return;
      case 'start':
        return this.#add(pending, 0);
      case 'fire':
        if (spins) return;
        if (canFire(operation.argument as ModelTimer)) this.#add(pending, 0);
        return;
      case 'stop':
      case 'reset':
        if (spins) return;
        this.#add(pending, 0);
        if (canFire((operation.argument as { timer: ModelTimer }).timer)) this.#add(pending, 1);
        return;
      case 'post':
        for (const fate of this.#network.fatesOf(operation.argument as Letter)) this.#add(pending, fate);
        return;
      case 'crash':
      case 'restart':
      case 'partition':
      case 'heal':
      case 'fate':
        return this.#befalls(pending);
      case 'length':
        if (spins) return;
        if (this.#network.hasArrivals && operation.object instanceof InboxCore)
          return this.#addCounts(pending, operation.object);
        this.#add(pending, 0);
        if (this.#canFireInto(operation.object as ChannelCore)) this.#add(pending, 1);
        return;
      default:
        if (spins) return;
        if (!isHeld(pending) && operation.object.enabled(operation)) this.#found.push(plainOf(pending));
    }
  }

  /** How many messages may have arrived. */
  #addCounts(pending: Pending, inbox: InboxCore): void {
    let count = 0;
    this.#add(pending, 0);
    for (let one = inbox.senders.head; one !== undefined; one = one.next) this.#add(pending, ++count);
  }

  /** What may happen to a node, the network or a message; nothing need. */
  #befalls(pending: Pending): void {
    const network = this.#network;
    const { kind, argument } = pending.operation;
    if (kind === 'fate') {
      const { before } = argument as Fate;
      if (before.some(({ isUndecided }) => isUndecided)) return;
      this.#add(pending, 0);
      if (before.every(({ isForgotten }) => isForgotten)) this.#add(pending, 1);
      return;
    }
    if (kind === 'partition') {
      for (let way = 0; way < network.cuts; way++) this.#add(pending, way);
      return;
    }
    if (kind === 'restart') this.#add(pending, 1);
    if (kind === 'heal' || (kind === 'restart' ? network.canRestart() : network.canCrash(argument as NodeRun)))
      this.#add(pending, 0);
  }

  /** Whether it would only go round once more in a loop that reads what has not changed. */
  #isSpinning({ spin }: Pending): boolean {
    return spin !== undefined && this.#spins.isHeld(spin);
  }

  /**
   * Who is held goes round after all where nothing else can happen but somebody waits whom it would meet on its way: for
   * that a partner's arrival, which is no step, changes what it read. So does who could have gone another way in its turn.
   */
  #goRound(): void {
    for (const pending of this.#pending) {
      const { spin } = pending;
      if (spin === undefined) continue;
      if (mayEnd(spin) || spin.watched.some(({ cases }) => cases.some((one) => isAwaited(one, pending, this.#network))))
        this.#waysOf(pending, false);
    }
  }

  #communication(pending: Pending, request: ChannelRequest, spins: boolean): void {
    let certain = false;
    for (let index = 0; index < request.cases.length; index++) {
      const one = request.cases[index] as Case;
      if (isCertain(one)) certain = true;
      if (!request.otherwise && isCaseHeld(one, pending, this.#network)) continue;
      if (!one.sends && this.#inboxes.has(one.channel)) {
        this.#messages(pending, one, index);
        continue;
      }
      if (isCertain(one) || (!one.sends && this.#canFireInto(one.channel))) {
        if (!spins || !couldBefore(one, pending.spin as Spin)) this.#add(pending, index);
      } else if (!one.sends && one.channel.capacity === 0) this.#meetings(pending, request, one, index);
    }
    if (request.otherwise && !certain && !spins) this.#add(pending, otherwise);
  }

  /** Whether the timer behind the channel can fire now, into a receive or before a look. */
  #canFireInto(channel: ChannelCore): boolean {
    const source = channel.source as ModelTimer | undefined;
    return source !== undefined && canFire(source);
  }

  /** What a receive from an inbox can take, or else find that it is closed. */
  #messages(receiver: Pending, taken: Case, index: number): void {
    for (const message of this.#inboxes.available(taken.channel))
      this.#found.push(new Transition(receiver, index, undefined, -1, taken, undefined, message));
    if (taken.channel.closed && this.#inboxes.isEmpty(taken.channel)) this.#add(receiver, index);
  }

  #meetings(receiver: Pending, request: ChannelRequest, taken: Case, index: number): void {
    for (let given = taken.channel.senders.head; given !== undefined; given = given.next) {
      const sender = given.operation?.record as Pending;
      if (sender === receiver || sender.cancelOnly) continue;
      const offered = requestOf(sender) as ChannelRequest;
      if (offered.otherwise ? request.otherwise : isCaseHeld(given, sender, this.#network)) continue;
      this.#found.push(new Transition(receiver, index, sender, offered.cases.indexOf(given), taken, given));
    }
  }

  #add(pending: Pending, alternative: number): void {
    this.#found.push(new Transition(pending, alternative));
  }
}

/** Whether an operation of this kind can go in one way only. */
function isPlain(kind: OperationName): boolean {
  switch (kind) {
    case 'choose':
    case 'start':
    case 'fire':
    case 'stop':
    case 'reset':
    case 'length':
    case 'post':
    case 'deliver':
    case 'fate':
    case 'crash':
    case 'restart':
    case 'partition':
    case 'heal':
    case 'send':
    case 'receive':
    case 'trySend':
    case 'tryReceive':
    case 'select':
    case 'sleep':
      return false;
    default:
      return true;
  }
}

function canFire(timer: ModelTimer): boolean {
  return timer.clock.canFire(timer);
}

function plainOf(pending: Pending): Transition {
  const { plain, steps } = pending;
  if (plain !== undefined && plain.alternative === steps) return plain;
  pending.plain = new Transition(pending, steps);
  return pending.plain;
}

/** Whether the case can go without a partner and without luck. */
function isCertain(one: Case): boolean {
  const { channel } = one;
  if (one.sends) return channel.closed || channel.hasRoom;
  return channel.buffer.length > 0 || channel.closed;
}

/** Whether another operation than `pending` waits for just what a poll offered in `one`. */
function isAwaited({ channel, sends }: Case, pending: Pending, network: Network): boolean {
  if (channel.capacity > 0) return false;
  for (let other = (sends ? channel.receivers : channel.senders).head; other !== undefined; other = other.next) {
    const partner = other.operation?.record as Pending;
    if (partner === pending || partner.cancelOnly || isCaseHeld(other, partner, network)) continue;
    if (requestOf(partner)?.otherwise === false) return true;
  }
  return false;
}

/** Whether an earlier waiting operation of the same process has the channel's end first. */
function isCaseHeld(one: Case, pending: Pending, network: Network): boolean {
  if (pending.letter !== undefined) return pending.isUndecided || network.ahead(pending).length > 0;
  const list = one.sends ? one.channel.senders : one.channel.receivers;
  for (let other = list.head; other !== undefined && other !== one; other = other.next) {
    const ahead = other.operation?.record as Pending;
    if (ahead === pending || ahead.process !== pending.process || ahead.cancelOnly) continue;
    if (!(requestOf(ahead) as ChannelRequest).otherwise) return true;
  }
  return false;
}

/** The queue in which operations of this kind wait behind earlier ones of their own process on the same object. */
function queueOf(kind: OperationName): OperationName | undefined {
  if (kind === 'lock' || kind === 'relock') return 'lock';
  return kind === 'rlock' || kind === 'acquire' ? kind : undefined;
}

/** Whether operations of this kind queue behind earlier ones of their own process on the same object. */
export function queuesUp(kind: OperationName): boolean {
  return queueOf(kind) !== undefined;
}

/** Who of the same process waits behind `pending` for the same object. */
export function behind({ operation, process }: Pending): readonly Pending[] {
  const others: Pending[] = [];
  const queue = queueOf(operation.kind);
  if (queue === undefined) return others;
  for (let { next } = operation; next !== undefined; next = next.next) {
    const other = next.record as Pending;
    if (other.process === process && queueOf(next.kind) === queue) others.push(other);
  }
  return others;
}

/** Who of the same process waits behind `pending` for the end of the channel that the case has. */
export function behindCase(one: Case, { process }: Pending): readonly Pending[] {
  const others: Pending[] = [];
  for (let { next } = one; next !== undefined; next = next.next) {
    const other = next.operation?.record as Pending;
    if (other.process === process && !(requestOf(other) as ChannelRequest).otherwise) others.push(other);
  }
  return others;
}

/** Whether an earlier waiting operation of the same process and kind is ahead on the object. */
export function isHeld(pending: Pending): boolean {
  const { operation } = pending;
  const queue = queueOf(operation.kind);
  if (queue === undefined || pending.process.pendingCount === 1) return false;
  for (let other = operation.object.waiting.head; other !== undefined && other !== operation; other = other.next) {
    const ahead = other.record as Pending;
    if (ahead.process === pending.process && !ahead.cancelOnly && queueOf(other.kind) === queue) return true;
  }
  return false;
}
