/** The cuts of a run that are moments of it. */
import type { Cut, OrderedEvents } from '../../causality/consistent-cuts.ts';
import { consistentCuts } from '../../causality/consistent-cuts.ts';
import type { Execution } from '../../explore/execution.ts';
import type { Run } from './run.ts';

/**
 * The cuts that are moments, one for all that hold the same of the events that matter. Where not every cut is a moment they
 * are all looked at, because the least of a kind may be none though another is.
 */
export function* momentsOf(run: Run, matters: (event: number) => boolean): Generator<Cut, void, void> {
  const { order, isMoment } = run;
  if (isMoment === undefined) {
    yield* consistentCuts(order, matters);
    return;
  }
  for (const cut of consistentCuts(order)) if (isMoment(cut)) yield cut;
}

/** The cuts that are moments of an execution. */
export function momentsIn({ isMoment }: Execution, { chains }: OrderedEvents): Pick<Run, 'isMoment'> {
  if (isMoment === undefined) return {};
  return {
    isMoment: (cut) => {
      const inside = new Set(chains.flatMap((events, chain) => events.slice(0, cut[chain] ?? 0)));
      return isMoment((step) => inside.has(step));
    },
  };
}
