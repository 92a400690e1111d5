/** Happens-before within one trace, for the few pairs of events a report speaks of. */

import type { Trace } from '../trace/trace.ts';

/** Whether the event at `earlier` happens before the one at `later`, directly or through others. */
export function happensBefore(trace: Trace, earlier: number, later: number): boolean {
  const seen = new Set<number>();
  const pending = [later];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    for (const before of trace.events[index]?.after ?? []) {
      if (before === earlier) return true;
      // What is earlier in the trace than `earlier` cannot be ordered after it.
      if (before < earlier || seen.has(before)) continue;
      seen.add(before);
      pending.push(before);
    }
  }
  return false;
}
