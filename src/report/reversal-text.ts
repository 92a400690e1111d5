/** Reversals in words. */
import type { Participant, Trace } from '../trace/trace.ts';
import { atSite, didText, isVanishing, processName } from './operations.ts';

/** How an execution ended. */
export interface Ending {
  readonly kind: 'returned' | 'panicked' | 'deadlocked' | 'unfinished';
  /** Who panicked, or returned: main where nothing is said. */
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
  const { participants = [], effects = [] } = trace.events[index] ?? {};
  const [first, second] = participants;
  if (first === undefined) return 'a step';
  if (first.operation === 'post') return `${stepOf(trace, first)}${fateText(effects)}`;
  if (first.from !== undefined) return `${stepOf(trace, first)}${sentAt(trace, index)}`;
  const sender = second === undefined ? undefined : first;
  const acting = second ?? first;
  if (sender === undefined || acting.object !== sender.object) return stepOf(trace, first);
  return `${stepOf(trace, acting)}, which ${processName(trace, sender.process)} sent${atSite(sender.site)}`;
}

function stepOf(trace: Trace, participant: Participant): string {
  const { operation, result, from } = participant;
  const came = operation.startsWith('try') && result !== undefined && from === undefined ? ` (${result})` : '';
  return didText(trace, participant, came);
}

function fateText(effects: readonly string[]): string {
  const fate = effects.find((effect) => isVanishing(effect) || effect === 'doubled');
  return fate === undefined ? '' : `, which was ${fate}`;
}

/** Where the message was sent that the event receives. */
function sentAt(trace: Trace, index: number): string {
  const message = trace.messages?.find(({ receipts }) => receipts.includes(index));
  const at = atSite(trace.events[message?.send ?? -1]?.participants[0]?.site);
  return at === '' ? '' : `, sent${at}`;
}

/** `main returns 1`, `P panics with Error: no`, `the program deadlocks`. */
export function endingText({ kind, process, value = '' }: Ending): string {
  switch (kind) {
    case 'returned':
      return `${process ?? 'main'} returns ${value}`.trim();
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
  if (from.kind === 'returned' && endingText(from) === endingText(to))
    return `${to.process ?? 'main'} returns another value`;
  const both = from.kind === 'returned' && to.kind === 'returned';
  const then = both
    ? `${endingText(to)} instead of ${from.value ?? ''}`.trim()
    : `${endingText(to)}, where in the first ${endingText(from)}`;
  if (on === undefined) return then;
  const further = both && on.kind === 'returned' ? (on.value ?? '') : endingText(on);
  return `${then}, and ${further} if it then goes on as the second does`;
}
