/** Whose turn it is: who would act in a transition, and who goes on from the step before. */
import type { Case } from '../../kernel/channel.ts';
import { requestOf } from '../request.ts';
import type { Pending, Transition } from '../transition.ts';

/** The number of the pseudo-process that all firings of timers belong to, and from there of each node one; they come after every process. */
export const timers: number = 2 ** 31;

/** A step of a process. */
export interface Turn {
  /** The number of the process. */
  readonly agent: number;
  /** The operation, by identity. */
  readonly identity: number;
  /** The number of the step, from 1, as in `Pending.calledAt`. */
  readonly moment: number;
}

/** Main has begun before the first step. */
export const mainsTurn: Turn = { agent: 0, identity: -1, moment: 0 };

/** The side that acts: of the two of a hand-over the one that called later, as the other waits for it. */
export function actor({ pending, sender }: Transition): Pending {
  return sender !== undefined && sender.calledAt > pending.calledAt ? sender : pending;
}

/** The process that acts, by number; that of its timers, from `timers`, which each node has of its own as it has a clock. */
export function agentOf(transition: Transition): number {
  const { process } = actor(transition);
  return isFiring(transition) ? timers + 1 + (process.node?.index ?? -1) : process.index;
}

/** The turn that `transition` takes as the step after `at` others; a firing takes none, it interrupts. */
export function turnOf(transition: Transition, at: number, last: Turn): Turn {
  if (isFiring(transition)) return last;
  const { process, identity } = actor(transition);
  return { agent: process.index, identity, moment: at + 1 };
}

/**
 * Whether `transition` goes on where `last` stopped: the rest of that operation, or one its process called then. What another
 * strand of the process called before does not.
 */
export function continues(transition: Transition, last: Turn): boolean {
  const { process, identity, calledAt } = actor(transition);
  if (isFiring(transition)) return false;
  return identity === last.identity || (process.index === last.agent && calledAt >= last.moment);
}

/** Whether a timer acts. In an operation that never waits, whether the timer has fired is an alternative of the operation. */
function isFiring({ pending, alternative, sender }: Transition): boolean {
  if (pending.operation.kind === 'fire') return true;
  const request = requestOf(pending);
  if (request === undefined || request.otherwise || alternative < 0 || sender !== undefined) return false;
  const { channel, sends } = request.cases[alternative] as Case;
  return !sends && channel.source !== undefined && channel.buffer.length === 0;
}
