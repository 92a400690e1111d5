/**
 * Whether calls that overlapped can be put in one order in which they could have been made one after the other: each at some
 * point between its beginning and its end (Herlihy and Wing, 1990). The search for that order is Wing and Gong's (1993);
 * that it never tries the same calls from the same state twice is Lowe's (2017).
 */
import { canonical, tag } from '../../trace/value.ts';

/** A call by when it began and ended, as any numbers that have the order. */
export interface Interval {
  readonly operation: unknown;
  readonly called: number;
  /** Infinity where it has not ended. */
  readonly returned: number;
  /** What it resolved to, as canonical text; where it has ended. */
  readonly result: string;
}

/** What an operation does to a state, and what it resolves to, as canonical text. */
export type Apply = (state: unknown, operation: unknown) => { readonly state: unknown; readonly result: string };

export function isLinearizable(calls: readonly Interval[], initial: unknown, apply: Apply): boolean {
  const tried = new Set<string>();
  const taken = calls.map(() => false);
  const goOn = (state: unknown): boolean => {
    const open = calls.filter((_, at) => taken[at] !== true);
    // Nothing can take effect once another call has ended that has not.
    const until = open.reduce((least, { returned }) => Math.min(least, returned), Infinity);
    if (until === Infinity) return true;
    const key = `${taken.map(Number).join('')} ${canonical(tag(state))}`;
    if (tried.has(key)) return false;
    tried.add(key);
    for (const [at, one] of calls.entries()) {
      if (taken[at] === true || one.called > until) continue;
      const next = apply(state, one.operation);
      if (one.returned !== Infinity && next.result !== one.result) continue;
      taken[at] = true;
      if (goOn(next.state)) return true;
      taken[at] = false;
    }
    return false;
  };
  return goOn(initial);
}
