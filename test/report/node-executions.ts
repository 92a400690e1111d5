/** Executions of programs of nodes, to be drawn. */
import { check, replay } from 'happens-before/check';
import type { FaultBudgets } from '../../src/trace/model.ts';
import { asynchronous } from '../../src/trace/model.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { show } from '../../src/trace/value.ts';

/** The trace of an execution that ends in `outcome`, without its lines, under a model of such budgets. */
export async function executionOf(
  program: () => unknown,
  budgets: Partial<FaultBudgets>,
  outcome: string,
): Promise<Trace> {
  const model = asynchronous(budgets);
  const report = await check(program, { model });
  const texts = report.outcomes.map(({ kind, value }) =>
    kind === 'deadlocked' || value === undefined ? kind : show(value),
  );
  const schedule = report.outcomes[texts.indexOf(outcome)]?.schedule;
  if (schedule === undefined) throw new Error(`no outcome is ${outcome}; there are ${texts.join(' · ')}`);
  return withoutLines(await replay(program, schedule, { model }));
}

function withoutLines(trace: Trace): Trace {
  return JSON.parse(JSON.stringify(trace, (key, value: unknown) => (key === 'site' ? undefined : value))) as Trace;
}
