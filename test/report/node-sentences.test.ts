import { check, replay } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { renderSteps } from '../../src/cli/steps.ts';
import { plainStyle } from '../../src/report/style.ts';
import { explain } from '../../src/report/why.ts';
import type { FaultBudgets } from '../../src/trace/model.ts';
import { asynchronous } from '../../src/trace/model.ts';
import { show } from '../../src/trace/value.ts';
import { executionOf } from './node-executions.ts';
import { request, synchronously, twice } from './node-programs.ts';

/** The sentence on the outcome that is shown as `outcome`, its lines left out. */
async function reason(program: () => unknown, budgets: Partial<FaultBudgets>, outcome: string): Promise<string> {
  const model = asynchronous(budgets);
  const report = await check(program, { model });
  const found = report.outcomes.find(
    ({ kind, value }) => (kind === 'deadlocked' || value === undefined ? kind : show(value)) === outcome,
  );
  if (found === undefined) throw new Error(`no outcome is ${outcome}`);
  const trace = await replay(program, found.schedule, { model });
  return explain(report, found, trace).replaceAll(/(, sent)? at \S+?:\d+:\d+/g, '');
}

describe('why nodes end as they do', () => {
  test('says what went wrong, and what was learnt last', async () => {
    expect(await reason(request, { loss: 1 }, '{P: "late", Q: "waiting"}')).toBe(
      '{question: 41} from P to Q was lost; P selected after(100) = 1.',
    );
    expect(await reason(request, {}, '{P: {answer: 42}, Q: "waiting"}')).toBe('P received {answer: 42} from Q.');
    expect(await reason(twice(2), { duplication: 1 }, '{P: undefined, Q: ["a", "a", 0]}')).toBe(
      '"a" from P to Q arrived twice; Q received "a" from P.',
    );
    expect(await reason(twice(1), { crashes: 1, restarts: 1 }, '{P: undefined, Q: ["b", 1]}')).toBe(
      'Q crashed, Q started again, "a" from P was forgotten in the crash; Q#2 received "b" from P.',
    );
    expect(await reason(twice(1), { partitions: 1 }, '{P: undefined, Q: ["b", 0]}')).toBe(
      'P → Q was cut, "a" from P to Q did not get across the cut; Q received "b" from P.',
    );
  });

  test('says why a synchronous send waits in vain', async () => {
    expect(await reason(synchronously, { loss: 1 }, 'deadlocked')).toBe(
      'P waits until Q has received what it sent, but "a" was lost.',
    );
    expect(await reason(synchronously, { crashes: 1 }, 'deadlocked')).toBe(
      'P waits until Q has received what it sent, but Q has crashed.',
    );
    expect(await reason(synchronously, { partitions: 1 }, 'deadlocked')).toBe(
      'P waits until Q has received what it sent, but "a" did not get across the cut.',
    );
  });
});

test('a deadlock names who is stuck, and neither main, which has ended, nor who may wait', async () => {
  const report = await check(synchronously, { model: asynchronous({ loss: 1 }) });
  const [found] = report.findings;
  expect(report.findings).toHaveLength(1);
  expect(found).toMatchObject({ kind: 'deadlock', process: 'P', waitingOn: 'ssend Q' });
  expect(found).not.toHaveProperty('others');
});

describe('the steps of an execution of nodes', () => {
  test('are worded as a reader says them', async () => {
    const steps = async (...execution: Parameters<typeof executionOf>): Promise<string> => {
      const [, ...lines] = renderSteps(await executionOf(...execution), plainStyle).split('\n');
      return `\n${lines.join('\n')}\n`;
    };
    const budgets = { crashes: 1, restarts: 1 };
    expect(await steps(twice(1), budgets, '{P: undefined, Q: ["b", 1]}')).toMatchInlineSnapshot(`
      "
      1  main  start, starts P, starts Q, main returns
      2  P     send to Q "a"
      3  Q     crashes
      4  Q#2   starts again
      5  P     send to Q "b", P returns
      6  Q#2   "a" from P forgotten in the crash
      7  Q#2   receive "b" from P, Q#2 returns ["b", 1]
      returned {P: undefined, Q: ["b", 1]}
      "
    `);
    expect(await steps(twice(1), { partitions: 1 }, '{P: undefined, Q: ["b", 0]}')).toMatchInlineSnapshot(`
      "
      1  main     start, starts P, starts Q, main returns
      2  network  P → Q is cut
      3  P        send to Q "a", cut off
      4  network  P → Q is healed
      5  P        send to Q "b", P returns
      6  Q        receive "b" from P, Q returns ["b", 0]
      returned {P: undefined, Q: ["b", 0]}
      "
    `);
    expect(await steps(twice(2), { duplication: 1 }, '{P: undefined, Q: ["a", "a", 0]}')).toMatchInlineSnapshot(`
      "
      1  main  start, starts P, starts Q, main returns
      2  P     send to Q "a", doubled
      3  P     send to Q "b", P returns
      4  Q     receive "a" from P
      5  Q     receive "a" from P, Q returns ["a", "a", 0]
      returned {P: undefined, Q: ["a", "a", 0]}
      "
    `);
    expect(await steps(synchronously, {}, '{P: undefined, Q: "a"}')).toMatchInlineSnapshot(`
      "
      1  main  start, starts Q, starts P, main returns
      2  P     send to Q "a"
      3  Q     receive "a" from P, P goes on, Q returns "a", P returns
      returned {P: undefined, Q: "a"}
      "
    `);
    expect(await steps(synchronously, { loss: 1 }, 'deadlocked')).toMatchInlineSnapshot(`
      "
      1  main  start, starts Q, starts P, main returns
      2  P     send to Q "a", lost
      still waiting:
        P  ssend Q
      deadlocked
      "
    `);
  });
});
