/** Executions that end because tickers have a budget, and processes that only wait for their next tick. */
import type { Clock } from '../explore/clock.ts';
import { ModelTimer } from '../explore/clock.ts';
import type { Execution } from '../explore/execution.ts';
import { waitOf } from '../explore/explain.ts';
import type { ProcessRun } from '../explore/process-run.ts';
import { requestOf } from '../explore/request.ts';

/**
 * Whether more ticks might have let somebody go on: then the execution did not end, it was cut. A process that only waits
 * for the next tick of its own is idle.
 */
export function endsForWantOfTicks(execution: Execution): boolean {
  if (execution.panic !== undefined || !clocksOf(execution).some(({ lacksTicks }) => lacksTicks)) return false;
  return (
    execution.mainResult === undefined ||
    execution.processes.some(
      (process) => process.core.state === 'running' && !process.core.background && !waitsForTick(process, execution),
    )
  );
}

/** The clock of the program, and those of its nodes. */
export function clocksOf({ clock, network }: Execution): readonly Clock[] {
  return [clock, ...network.nodes.map((node) => node.clock)];
}

export function waitsForTick(process: ProcessRun, execution: Execution): boolean {
  const pending = waitOf(process, execution);
  const cases = (pending === undefined ? undefined : requestOf(pending))?.cases ?? [];
  return cases.some(({ channel }) => channel.source instanceof ModelTimer && channel.source.exhausted);
}
