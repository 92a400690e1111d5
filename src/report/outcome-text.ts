import { show } from '../trace/value.ts';
import type { Outcome } from './report.ts';

/** How a report and its tables name an outcome: `returned 1`, `panicked TypeError: boom`, `deadlocked`. */
export function outcomeText({ kind, value }: Outcome): string {
  return value === undefined ? kind : `${kind} ${show(value)}`;
}
