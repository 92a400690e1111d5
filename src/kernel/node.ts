/** Nodes: programs on components of their own, which share nothing and have only messages. */
import type { Case } from './channel.ts';
import { ChannelCore } from './channel.ts';
import type { Effects, Operation } from './operation.ts';
import { KernelObject } from './operation.ts';
import type { StorageCore } from './storage.ts';
import type { Survey } from './survey.ts';

/** A message as its receiver sees it. */
export interface Message<out Body = unknown> {
  /** The name of the node that sent it. */
  readonly from: string;
  /** The name of the node it was sent to. */
  readonly to: string;
  /** A copy of what was sent. */
  readonly body: Body;
}

/** Nodes that can send to each other, by name. */
export type Neighbours = Map<string, NodeCore>;

/** A message on its way. */
export class Letter {
  readonly from: NodeCore;
  readonly to: NodeCore;
  /** Taken when the message leaves, not when it is written; each copy has its own. */
  readonly body: () => unknown;
  /** The cell whose value leaves, when it is one that is sent. */
  readonly cell: KernelObject | undefined;
  /** Whether its sender waits until it has been received. */
  readonly isSynchronous: boolean;
  /** Settles when it has been received; there once it has left. */
  receipt: Promise<unknown> | undefined = undefined;
  /** What it says, as text, where that is wanted: as it left, whatever becomes of it. */
  text = '';
  /** How many of it are on their way: none when it was lost, two when it was doubled. */
  copies = 1;
  constructor(from: NodeCore, to: NodeCore, body: () => unknown, isSynchronous: boolean, cell?: KernelObject) {
    this.from = from;
    this.to = to;
    this.body = body;
    this.isSynchronous = isSynchronous;
    this.cell = cell;
  }

  /** The message leaves, or another copy of it: what its receiver gets. */
  open(): Message {
    return { from: this.from.label, to: this.to.label, body: this.body() };
  }
}

/** Where messages arrive. Nobody who sends has to wait here: what is on its way is a send that nobody waits for. */
export class InboxCore extends ChannelCore<Message> {
  constructor(owner: string) {
    super(0, `inbox of ${owner}`);
  }

  /** `length`: how many messages are there or on their way. */
  override perform(operation: Operation, effects: Effects): void {
    if (operation.kind !== 'length') return super.perform(operation, effects);
    let count = 0;
    for (let sender = this.senders.head; sender !== undefined; sender = sender.next) count++;
    effects.complete(operation, count);
  }
}

/** What a link has delivered to its node: to wait for that is to wait for messages. */
export class DeliveriesCore extends ChannelCore<Message> {
  constructor(owner: string) {
    super(Infinity, `deliveries of ${owner}`);
  }
}

/** A component: its inbox, its storage, and whether it is there. */
export class NodeCore extends KernelObject {
  override readonly type = 'node';
  readonly label: string;
  readonly neighbours: Neighbours;
  readonly inbox: InboxCore;
  readonly storage: StorageCore;
  /** How often it has started again. */
  restarts = 0;

  constructor(label: string, neighbours: Neighbours, inbox: InboxCore, storage: StorageCore) {
    super(label);
    this.label = label;
    this.neighbours = neighbours;
    this.inbox = inbox;
    this.storage = storage;
    neighbours.set(label, this);
  }

  override enabled(): boolean {
    return true;
  }

  override survey(to: Survey): void {
    to.number(this.restarts);
    to.object(this.storage);
  }

  /** What happens to nodes is no operation of theirs; whoever explores performs it. */
  override perform(_operation: Operation, _effects: Effects): void {}
}

/** Whether it is no fault of a node to wait so for ever: for a message, for a time, or for nothing. */
export function isPatient({ channel, sends }: Pick<Case, 'channel' | 'sends'>): boolean {
  if (channel.isNever) return true;
  return !sends && (channel instanceof InboxCore || channel instanceof DeliveriesCore || channel.source !== undefined);
}
