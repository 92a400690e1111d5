/** Where two executions part, and the one reversal that makes the difference: as data and as text. */
import { columnsOf, padEnd, printable, wrap } from './columns.ts';
import type { Style } from './style.ts';

/** One of the two executions. */
export interface DifferenceSide {
  readonly schedule: string;
  /** How it ends, such as `main returns 1`. */
  readonly outcome: string;
}

/** A step, as its number in `hb replay` and in words. */
export interface DifferenceStep {
  readonly step: number;
  readonly text: string;
}

/** Two executions that differ in one reversal. */
export interface ReversalMade {
  /** `choice`: an operation did another of the things it could; `order`: two conflicting steps came the other way round. */
  readonly kind: 'order' | 'choice';
  /** What came first, or was chosen, before the reversal. */
  readonly before?: string;
  /** What came second, or was chosen, after it. */
  readonly after: string;
  /** Whether happens-before leaves the two unordered. */
  readonly unordered: boolean;
  readonly from: DifferenceSide;
  readonly to: DifferenceSide;
  /** One sentence. */
  readonly sentence: string;
}

export interface Difference {
  readonly version: 1;
  readonly program: string;
  readonly first: DifferenceSide;
  readonly second: DifferenceSide;
  /** Whether they differ only in the order of steps that do not conflict. */
  readonly equivalent: boolean;
  /** How many steps they have in common, main's start included. */
  readonly common: number;
  /** The first step of each that the other does not have, where it has one. */
  readonly parting: { readonly first?: DifferenceStep; readonly second?: DifferenceStep };
  /** The reversal after which the outcome differs; where it does not, the first. */
  readonly reversal?: ReversalMade;
  /** What it all comes to. */
  readonly summary: string;
}

export function renderDifference(difference: Difference, style: Style): string {
  const { program, first, second, parting, summary } = difference;
  const named: readonly (readonly [string, DifferenceSide, DifferenceStep | undefined])[] = [
    ['first', first, parting.first],
    ['second', second, parting.second],
  ];
  const sides = named.map(
    ([name, side]) => `${padEnd(name, 6)}  ${printable(side.outcome, style)}  ${style.color('dim', side.schedule)}`,
  );
  const stepColumns = Math.max(...named.map(([, , at]) => columnsOf(String(at?.step ?? ''))));
  const steps = named.map(([name, , at]) =>
    at === undefined
      ? `  ${padEnd(name, 6)}  ends there`
      : `  ${padEnd(name, 6)}  step ${padEnd(String(at.step), stepColumns)}  ${printable(at.text, style)}`,
  );
  const lines = [style.color('bold', printable(program, style)), ...sides, ''];
  if (!difference.equivalent) lines.push(`${partingText(difference.common)}:`, ...steps, '');
  return [...lines, ...wrap(printable(summary, style), style.width, '')].join('\n');
}

function partingText(common: number): string {
  return `they part after ${common} ${common === 1 ? 'step' : 'steps'} in common`;
}
