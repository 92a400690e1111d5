/** The components of an execution: main, and each node. */
import type { Execution } from '../execution.ts';
import type { NodeRun } from '../network.ts';
import { isAdverse } from '../network.ts';
import type { Pending } from '../transition.ts';
import type { Instant } from './times.ts';

/** When processes that were woken do something. */
export interface Opening {
  readonly at: Instant;
  /** The event that woke them. */
  readonly wokenIn: number;
}

export class Component {
  readonly index: number;
  /** The latest event: an instant that may have been called several things by then. */
  present: readonly Instant[];
  /** When it was last seen that no more messages had arrived than were taken. */
  floor: Instant;
  /** When it began, or began again. */
  since: Instant;
  /** What its processes have been woken to do and have not begun. */
  openings: readonly Opening[] = [];

  constructor(index: number, now: Instant, floor: Instant) {
    this.index = index;
    this.present = [now];
    this.floor = floor;
    this.since = now;
  }

  get now(): Instant {
    return this.present[0] as Instant;
  }
}

/** The component that an operation is of, or that something befalls; −1 for the network. */
export function componentOf(pending: Pending, { network }: Execution): number {
  const { kind, object, argument } = pending.operation;
  switch (kind) {
    case 'partition':
    case 'heal':
      return -1;
    case 'crash':
    case 'restart':
      return 1 + (argument as NodeRun).index;
    case 'fate':
      return 1 + network.nodes.findIndex(({ core }) => core.inbox === object);
    default:
      return pending.process.node === undefined ? 0 : 1 + pending.process.node.index;
  }
}

/** What the processes of `component` wait to do. */
export function operationsOf(component: number, execution: Execution): Pending[] {
  const own: Pending[] = [];
  for (const pending of execution.pending)
    if (!isAdverse(pending) && componentOf(pending, execution) === component) own.push(pending);
  return own;
}

/** The messages that are on their way to `component`, or have arrived and were not taken. */
export function messagesTo(component: number, { network }: Execution): Pending[] {
  const inbox = network.nodes[component - 1]?.core.inbox;
  const messages: Pending[] = [];
  for (let one = inbox?.senders.head; one !== undefined; one = one.next)
    messages.push(one.operation?.record as Pending);
  return messages;
}
