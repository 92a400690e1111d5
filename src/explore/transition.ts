/** Transitions: what can happen next, named so that the same step has the same name in every execution. */

import type { Linked, LinkedList } from '../base/linked-list.ts';
import type { VectorTime } from '../causality/vector-time.ts';
import type { Case, ChannelRequest } from '../kernel/channel.ts';
import type { Letter } from '../kernel/node.ts';
import type { KernelObject, Operation } from '../kernel/operation.ts';
import { channelRequestOf } from '../kernel/request.ts';
import type { TrackedPromise } from './context.ts';
import type { Message } from './inbox.ts';
import type { Call } from './likeness.ts';
import type { ProcessRun } from './process-run.ts';
import type { Spin } from './spin.ts';

/** A queue, by its object and which of a channel's two it is, and the operation that held another back there. */
export interface Held {
  readonly object: KernelObject;
  readonly sends: boolean;
  readonly by: number;
}

/** An operation the program called that has not completed. */
export class Pending implements Linked<Pending> {
  readonly operation: Operation;
  /** The same in every execution in which its process did the same before. */
  readonly identity: number;
  readonly process: ProcessRun;
  /** What it is ordered after: its own past, and for one that was woken, what woke it. */
  past: VectorTime;
  /** The number of the step that let its process call it, from 1; 0 for main's beginning. */
  readonly calledAt: number;
  /** How many steps it has taken itself. */
  steps = 0;
  /** Its signal has aborted: it can be cancelled, in a step of its own. */
  cancelRequested: boolean;
  /** The signal had aborted before the call: it can only be cancelled. */
  readonly cancelOnly: boolean;
  /** Settled when it completes; forgotten then, so that a path does not keep whole executions. */
  promise: TrackedPromise | undefined;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  readonly stack: string | undefined;
  /** What a channel operation is made of. */
  readonly request: ChannelRequest | undefined;
  /** How it is told from others, in processes that read over and over. */
  call: Call | undefined = undefined;
  /** It would only go round a loop once more, unless what it watches changes. */
  spin: Spin | undefined = undefined;
  /** Operations of its own process that left a queue in which it came behind them. */
  heldBy: Held[] | undefined = undefined;
  /** For a message on its way: what it is; whether it is not known yet if it survived a crash of its receiver; and that it did not. */
  letter: Letter | undefined = undefined;
  isUndecided = false;
  /** Whether its sender waits for its receipt: of two copies, the first. */
  isHeardOf = false;
  isForgotten = false;
  /** Its next step, when that takes neither a choice nor a partner. */
  plain: Transition | undefined = undefined;

  previous: Pending | undefined = undefined;
  next: Pending | undefined = undefined;
  /** The operations of its execution that have not completed, as long as it is one. */
  list: LinkedList<Pending> | undefined = undefined;

  constructor(
    operation: Operation,
    identity: number,
    process: ProcessRun,
    past: VectorTime,
    calledAt: number,
    promise: TrackedPromise,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
    stack: string | undefined,
  ) {
    const aborted = operation.signal?.aborted ?? false;
    this.operation = operation;
    this.identity = identity;
    this.process = process;
    this.past = past;
    this.calledAt = calledAt;
    this.cancelRequested = aborted;
    this.cancelOnly = aborted;
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.stack = stack;
    this.request = channelRequestOf(operation);
  }

  /** It has completed: lets go of what the program is waiting in. */
  forget(): void {
    this.promise = undefined;
    this.resolve = settled;
    this.reject = settled;
  }
}

function settled(): void {}

/** The alternative of a channel operation that takes no case. */
export const otherwise = -1;
/** The alternative of a waiting operation that is cancelled. */
export const cancelled = -2;

/** A name for a transition, to be compared by its fields. */
export interface TransitionName {
  readonly identity: number;
  /** The index of the case or option; else how many steps the operation has taken; `otherwise` or `cancelled`. */
  readonly alternative: number;
  /** For a hand-over, the sender's identity and case; for a receive from an inbox, the identity alone; −1 elsewhere. */
  readonly partner: number;
  readonly partnerAlternative: number;
}

/** Something that can happen next. */
export class Transition implements TransitionName {
  readonly identity: number;
  readonly alternative: number;
  readonly partner: number;
  readonly partnerAlternative: number;
  readonly pending: Pending;
  readonly sender: Pending | undefined;
  readonly received: Case | undefined;
  readonly sent: Case | undefined;
  /** What a receive from an inbox takes. */
  readonly message: Message | undefined;
  /** Its name alone, which keeps nothing of the execution it was seen in. */
  #name: TransitionName | undefined = undefined;

  constructor(
    pending: Pending,
    alternative: number,
    sender?: Pending,
    partnerAlternative = -1,
    received?: Case,
    sent?: Case,
    message?: Message,
  ) {
    this.identity = pending.identity;
    this.alternative = alternative;
    this.partner = (sender ?? message?.sender)?.identity ?? -1;
    this.partnerAlternative = partnerAlternative;
    this.pending = pending;
    this.sender = sender;
    this.received = received;
    this.sent = sent;
    this.message = message;
  }

  get name(): TransitionName {
    const { identity, alternative, partner, partnerAlternative } = this;
    this.#name ??= { identity, alternative, partner, partnerAlternative };
    return this.#name;
  }
}

export function nameOf(transition: Transition): TransitionName {
  return transition.name;
}

export function sameTransition(a: TransitionName, b: TransitionName): boolean {
  if (a === b) return true;
  return (
    a.identity === b.identity &&
    a.alternative === b.alternative &&
    a.partner === b.partner &&
    a.partnerAlternative === b.partnerAlternative
  );
}

/** Whether two transitions need the same operation, so that one makes the other impossible. */
export function shareOperation(a: TransitionName, b: TransitionName): boolean {
  return (
    a.identity === b.identity ||
    (a.partner >= 0 && (a.partner === b.identity || a.partner === b.partner)) ||
    (b.partner >= 0 && b.partner === a.identity)
  );
}

/** The starts of processes are numbered downwards from here. */
const firstStart = -1000;

/** A start is known by its process, so that making it a step of its own renames nothing else. */
export function startIdentity(process: number): number {
  return firstStart - process;
}

/** The process whose start an identity is, if it is one. */
export function processOfStart(identity: number): number | undefined {
  return identity > firstStart ? undefined : firstStart - identity;
}
