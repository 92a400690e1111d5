/** An execution as a run, which cuts are made of. */
import { orderOf } from '../../causality/consistent-cuts.ts';
import type { Execution } from '../../explore/execution.ts';
import type { Seen } from '../../explore/seen.ts';
import { nameSeen } from '../../explore/seen.ts';
import { nameOf } from '../../explore/transition.ts';
import { momentsIn } from '../cuts/moments.ts';
import { livesIn } from '../cuts/passages.ts';
import type { Change, Run, RunEvent } from '../cuts/run.ts';
import { outcomeOf } from '../cuts/run-recorder.ts';
import { visibleIn } from '../cuts/state.ts';

/** The run of an execution, or of its beginning where it has not `ended`. */
export function runOf(execution: Execution, ended: boolean): Run {
  const { steps, processes, firstSeen } = execution;
  const { chains } = orderOf(steps.map(({ time }) => ({ chain: time.chain, past: time.trace })));
  const changeOf = ({ mark, values, ends }: Seen, past: readonly number[]): Change => ({
    marks: mark === undefined ? [] : [{ process: mark.process, label: mark.label, data: mark.data }],
    holdings: values.map(([object, value]) => ({ object, value })),
    ended: ends.map(({ process, time }) => ({
      process,
      // It may have ended by what other steps did, whichever came last.
      also: time.trace.flatMap((count, chain) =>
        count > (past[chain] ?? 0) ? (chains[chain]?.slice(count - 1, count) ?? []) : [],
      ),
    })),
  });
  const events = steps.map((step, at): RunEvent => {
    const { transition, kind, object, time, seen, footprint } = step;
    return {
      ...changeOf(seen, time.trace),
      kind,
      object: object.name,
      process: transition.pending.process.index,
      lessons: [],
      passages: [],
      lives: livesIn(step),
      chain: time.chain,
      // Nothing comes after the end of the program in an error, so that everything else comes before.
      past: footprint.ends && at === steps.length - 1 ? chains.map(({ length }) => length) : time.trace,
      name: nameOf(transition),
    };
  });
  const order = orderOf(events);
  return {
    processes: processes.map(nameSeen),
    identities: processes.map(({ identity }) => identity.id),
    nodes: processes.map(({ node }) => node?.core.label),
    beginning: changeOf(firstSeen, []),
    events,
    order,
    outcome: ended ? outcomeOf(execution) : undefined,
    visible: visibleIn(events),
    ...momentsIn(execution, order),
  };
}
