/** Transitions: what can happen next, named so that the same step has the same name in every execution. */

import type { VectorTime } from '../causality/vector-time.ts';
import type { Case } from '../kernel/channel.ts';
import type { Operation } from '../kernel/operation.ts';
import type { TrackedPromise } from './context.ts';
import type { ProcessRun } from './process-run.ts';

/** An operation the program called that has not completed. */
export interface Pending {
  readonly operation: Operation;
  /** The same in every execution in which its process did the same before. */
  readonly identity: number;
  readonly process: ProcessRun;
  /** What it is ordered after: its own past, and for one that was woken, what woke it. */
  past: VectorTime;
  /** The number of the step that let its process call it, from 1; 0 for main's beginning. */
  readonly calledAt: number;
  /** How many steps it has taken itself. */
  steps: number;
  /** Its signal has aborted: it can be cancelled, in a step of its own. */
  cancelRequested: boolean;
  /** The signal had aborted before the call: it can only be cancelled. */
  readonly cancelOnly: boolean;
  readonly promise: TrackedPromise;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly stack: string | undefined;
}

/** The alternative of a channel operation that takes no case. */
export const otherwise = -1;
/** The alternative of a waiting operation that is cancelled. */
export const cancelled = -2;

/** A name for a transition, to be compared by its fields. */
export interface TransitionName {
  readonly identity: number;
  /** The index of the case or option; else how many steps the operation has taken; `otherwise` or `cancelled`. */
  readonly alternative: number;
  /** For a hand-over, the sender's identity and case; −1 elsewhere. */
  readonly partner: number;
  readonly partnerAlternative: number;
}

/** Something that can happen next. */
export interface Transition extends TransitionName {
  readonly pending: Pending;
  readonly sender: Pending | undefined;
  readonly received: Case | undefined;
  readonly sent: Case | undefined;
}

export function sameTransition(a: TransitionName, b: TransitionName): boolean {
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
