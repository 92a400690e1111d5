import type { TaggedValue } from '../trace/value.ts';
import { show } from '../trace/value.ts';
import type { OutcomeKind } from './report.ts';

/** How a report and its tables name an outcome: `returned 1`, `panicked TypeError: boom`, `deadlocked`. */
export function outcomeText({ kind, value }: { kind: OutcomeKind; value?: TaggedValue | undefined }): string {
  return value === undefined ? kind : `${kind} ${show(value)}`;
}
