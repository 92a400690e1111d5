/**
 * Sends, receives and selects of a run that is recorded: the same choices as in `live/channels.ts`, made by the kernel's own
 * words, so that each is an event with what it orders.
 */
import type { Point } from '../../causality/event-order.ts';
import type { ChannelCore } from '../../kernel/channel.ts';
import { Case, shapeResult } from '../../kernel/channel.ts';
import type { Letter, Message } from '../../kernel/node.ts';
import type { Slot } from '../../kernel/operation.ts';
import { Operation } from '../../kernel/operation.ts';
import { preview } from '../../trace/preview.ts';
import { draw } from '../draw.ts';
import { Call } from './call.ts';
import type { Recorder } from './recorder.ts';
import { enqueue } from './recorder.ts';

export class Exchange {
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    recorder.pump = (channel) => this.#pump(channel);
  }

  /** A send, receive, select or try. */
  perform(operation: Operation): Promise<unknown> {
    const recorder = this.#recorder;
    const call = recorder.call(operation);
    if (call.over) return call.promise;
    const { cases, otherwise } = requestOf(call);
    for (const one of cases) one.operation = operation;
    const able = cases.filter(canGo);
    const chosen = able[draw(able.length)];
    if (chosen !== undefined) this.#go(call, chosen);
    else if (otherwise) this.#look(call);
    else for (const one of cases) enqueue(one);
    return recorder.result(call);
  }

  /** A timer fires after its arming, for a receive that waits for it or else as an event of its `owner`, a process. */
  fire(channel: ChannelCore<number>, firing: number, arming: Slot, owner: number): void {
    const recorder = this.#recorder;
    const waiting = channel.receivers.head as Case | undefined;
    const run = { process: owner, point: arming.clock as Point };
    const call = waiting === undefined ? recorder.call(new Operation('fire', channel), run) : callOf(waiting);
    recorder.happen([[call, waiting]], call.past, () => {
      recorder.acquire(arming);
      if (channel.hasRoom) channel.store(firing, recorder);
      else channel.drop(recorder);
      if (waiting === undefined) recorder.complete(call.operation, undefined);
      else this.#take(call, waiting);
    });
  }

  /** A message leaves at the call of `sender`, and goes on its way: resolves when it has been received. */
  post(sender: Call, letter: Letter): Promise<unknown> {
    const recorder = this.#recorder;
    const { inbox } = letter.to;
    sender.letter = letter;
    const read = letter.cell === undefined ? undefined : this.#part(sender, new Operation('read', letter.cell));
    let message: Message | undefined;
    const calls = read === undefined ? [sender] : [sender, read];
    const point = recorder.happen(
      calls.map((one) => [one, undefined]),
      sender.past,
      () => {
        // The cell is read as the message leaves.
        if (read !== undefined) read.operation.object.perform(read.operation, recorder);
        message = letter.open();
        letter.text = preview(message.body);
        recorder.passes(letter, 'sent');
        recorder.complete(sender.operation, undefined);
      },
    );
    const one = new Case<unknown>(inbox as ChannelCore, true, message, '');
    const operation = new Operation('deliver', inbox, { cases: [one], otherwise: false, shape: 'nothing' });
    one.operation = operation;
    const call = this.#part(sender, operation, point);
    call.letter = letter;
    if (canGo(one)) this.#go(call, one);
    else enqueue(one);
    if (!letter.isSynchronous) return call.promise;
    if (!call.over) recorder.transcript.waiting.add(call);
    return recorder.result(call);
  }

  /** A call that is part of another. */
  #part({ process, site, past }: Call, operation: Operation, point: Point = past): Call {
    const call = new Call(operation, process, site, point, this.#recorder);
    operation.record = call;
    return call;
  }

  #go(call: Call, chosen: Case): void {
    const { sends } = chosen;
    const partner = partnerOf(chosen);
    if (partner === undefined) this.#alone(call, chosen);
    else if (sends) this.#meet(call, chosen, callOf(partner), partner);
    else this.#meet(callOf(partner), partner, call, chosen);
  }

  /** A hand-over without a buffer: one event of both. */
  #meet(sender: Call, sent: Case, receiver: Call, received: Case): void {
    const recorder = this.#recorder;
    const { channel } = sent;
    const { letter } = sender;
    const past = recorder.order.join(sender.past, receiver.past);
    recorder.happen(sidesOf([sender, sent], [receiver, received]), past, () => {
      channel.meet(recorder);
      receiver.letter = letter;
      if (letter !== undefined) recorder.passes(letter, 'received');
      else recorder.accessBy(sender, false, false, true);
      recorder.complete(receiver.operation, shapeResult(requestOf(receiver), received, sent.value, false));
      recorder.complete(sender.operation, shapeResult(requestOf(sender), sent, undefined, false));
    });
  }

  /** A case that goes by what is in the channel, or because that is closed. */
  #alone(call: Call, chosen: Case): void {
    this.#recorder.happen([[call, chosen]], call.past, () => {
      if (chosen.sends) this.#send(call, chosen);
      else this.#take(call, chosen);
    });
  }

  #send(call: Call, chosen: Case): void {
    const { channel, value } = chosen;
    const recorder = this.#recorder;
    recorder.accessBy(call, false, false, true);
    if (channel.closed) {
      channel.refuse(recorder);
      return recorder.fail(call.operation, channel.closedError());
    }
    channel.store(value, recorder);
    recorder.complete(call.operation, shapeResult(requestOf(call), chosen, undefined, false));
  }

  #take(call: Call, chosen: Case): void {
    const recorder = this.#recorder;
    const { channel } = chosen;
    const ended = channel.buffer.length === 0;
    if (ended) channel.end(recorder);
    const value = ended ? undefined : channel.take(recorder);
    recorder.complete(call.operation, shapeResult(requestOf(call), chosen, value, ended));
  }

  #look(call: Call): void {
    const recorder = this.#recorder;
    const request = requestOf(call);
    recorder.happen([[call, undefined]], call.past, () => {
      for (const one of request.cases) one.channel.look(recorder);
      recorder.complete(call.operation, shapeResult(request, undefined, undefined, false));
    });
  }

  /** Lets go those that wait, receivers first, as long as one can go without a partner. */
  #pump(channel: ChannelCore): void {
    for (;;) {
      const receiver = channel.receivers.head;
      const sender = channel.senders.head;
      if (receiver !== undefined && (channel.buffer.length > 0 || channel.closed))
        this.#alone(callOf(receiver), receiver);
      else if (sender !== undefined && (channel.hasRoom || channel.closed)) this.#alone(callOf(sender), sender);
      else return;
    }
  }
}

type Side = readonly [Call, Case];

/** Both, the sender first; of a message the receiver first, and the sender only when he waits for that. */
function sidesOf(sender: Side, receiver: Side): readonly Side[] {
  const { letter } = sender[0];
  if (letter === undefined) return [sender, receiver];
  return letter.isSynchronous ? [receiver, sender] : [receiver];
}

/** Everybody in a queue of a channel has called. */
function callOf(one: Case): Call {
  return one.operation?.record as Call;
}

function requestOf(call: Call): NonNullable<Call['request']> {
  return call.request as NonNullable<Call['request']>;
}

/** Whom a case without a buffer would meet. */
function partnerOf({ channel, sends }: Case): Case | undefined {
  if (channel.capacity > 0 || channel.closed) return undefined;
  return sends ? channel.receivers.head : channel.senders.head;
}

function canGo(one: Case): boolean {
  const { channel, sends } = one;
  if (channel.closed || partnerOf(one) !== undefined) return true;
  return sends ? channel.hasRoom : channel.buffer.length > 0;
}
