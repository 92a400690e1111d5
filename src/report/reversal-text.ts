/** Reversals in words. */
import type { Participant, Trace } from '../trace/trace.ts';
import { atSite, pastText, processName } from './operations.ts';

/** How an execution ended. */
export interface Ending {
  readonly kind: 'returned' | 'panicked' | 'deadlocked' | 'unfinished';
  /** Who panicked. */
  readonly process?: string;
  /** What was returned or thrown, as text. */
  readonly value?: string;
}

export interface ReversalWords {
  /** The step that came first and comes later now, as text. */
  readonly earlier: string | undefined;
  /** The one that came after it, where it did. */
  readonly later: string | undefined;
  /** The same where it comes first. */
  readonly moved: string;
  readonly isChoice: boolean;
  readonly unordered: boolean;
  /** How many reversals were made before this one. */
  readonly others: number;
  readonly from: Ending;
  readonly to: Ending;
  /** How it ends that goes on from there as the second does, where that is worth telling. */
  readonly on: Ending | undefined;
  /** Whether the outcome is another now. */
  readonly changes: boolean;
}

/** `P read x = 0 at counter.ts:6:30`, `main received 1 from c at a.ts:9:3, which P sent at a.ts:5:3`. */
export function stepText(trace: Trace, index: number): string {
  const participants = trace.events[index]?.participants ?? [];
  const [first, second] = participants;
  if (first === undefined) return 'a step';
  const sender = second === undefined ? undefined : first;
  const acting = second ?? first;
  if (sender === undefined || acting.object !== sender.object) return didText(trace, first);
  return `${didText(trace, acting)}, which ${processName(trace, sender.process)} sent${atSite(sender.site)}`;
}

function didText(trace: Trace, participant: Participant): string {
  const { process, operation, result, site } = participant;
  const came = operation.startsWith('try') && result !== undefined ? ` (${result})` : '';
  return `${processName(trace, process)} ${pastText(participant)}${came}${atSite(site)}`;
}

/** `main returns 1`, `P panics with Error: no`, `the program deadlocks`. */
export function endingText({ kind, process, value = '' }: Ending): string {
  switch (kind) {
    case 'returned':
      return `main returns ${value}`.trim();
    case 'panicked':
      return `${process} panics with ${value}`;
    case 'deadlocked':
      return 'the program deadlocks';
    case 'unfinished':
      return 'the program goes on';
  }
}

/**
 * `In the first, P wrote x = 1 at a.ts:1:1 before Q read x = 1 at a.ts:2:2, and nothing orders the two; the other way round,
 * main returns 1 instead of 0.`
 */
export function reversalSentence(words: ReversalWords): string {
  const { others } = words;
  const after = others === 0 ? '' : `with ${others} other ${others === 1 ? 'pair' : 'pairs'} of steps reversed, `;
  return `In the first, ${after}${reversed(words)}${consequence(words)}.`;
}

function reversed({ earlier, later, moved, isChoice, unordered }: ReversalWords): string {
  if (isChoice && earlier !== undefined) return `${earlier}; in the second, ${moved}, and then `;
  if (earlier === undefined) return `something else comes before ${moved}; as in the second, `;
  const nothing = unordered ? ', and nothing orders the two' : '';
  if (later === undefined) return `${earlier}; in the second, ${moved} before that, and then `;
  return `${earlier} before ${later}${nothing}; the other way round, `;
}

function consequence({ from, to, on, changes }: ReversalWords): string {
  if (!changes) return `${endingText(to)} all the same`;
  // Of long values only the beginning is shown.
  if (from.kind === 'returned' && endingText(from) === endingText(to)) return 'main returns another value';
  const both = from.kind === 'returned' && to.kind === 'returned';
  const then = both
    ? `${endingText(to)} instead of ${from.value ?? ''}`.trim()
    : `${endingText(to)}, where in the first ${endingText(from)}`;
  if (on === undefined) return then;
  const further = both && on.kind === 'returned' ? (on.value ?? '') : endingText(on);
  return `${then}, and ${further} if it then goes on as the second does`;
}
