// What a report may say where there was not time for all.
import { atomic, go, shared } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { workload } from '../../src/check/workload.ts';

describe('a search that ran no execution to its end', () => {
  async function endless(): Promise<never> {
    const x = atomic(0);
    for (;;) await x.add(1);
  }

  test.each<readonly [string, Parameters<typeof check>[1]]>([
    ['by a budget of steps', { budget: { steps: 50 } }],
    ['drawn', { strategy: 'random', budget: { executions: 5, steps: 50 } }],
    ['within a bound', { strategy: 'delay-bounded', budget: { executions: 5, steps: 50 } }],
  ])('%s decides nothing', async (_, options) => {
    const { verdict, executions, outcomes } = await check(endless, options);
    expect([verdict, executions, outcomes]).toEqual(['undecided', 0, []]);
  });

  test('still says what it found', async () => {
    const report = await check(
      async () => {
        const x = shared(0, 'x');
        go('P', () => x.write(1));
        await x.read();
        return endless();
      },
      { budget: { steps: 50 } },
    );
    expect([report.verdict, report.executions]).toEqual(['race', 0]);
  });

  test('and one that ran some is what the caller asked for', async () => {
    const { verdict, certainty } = await check(
      async () => {
        const x = atomic(0);
        go('P', () => x.add(1));
        await x.load();
      },
      { budget: { executions: 1 } },
    );
    expect([verdict, certainty]).toEqual(['ok', 'bounded']);
  });
});

test('where it gets late, one of each kind is worked out still', () => {
  const all = ['leak 1', 'leak 2', 'leak 3', 'race 1', 'leak 4', 'race 2', 'panic 1'];
  const worked = (most: number): string[] => [
    ...workload(
      all,
      (one) => one.slice(0, -2),
      (done) => done >= most,
    ),
  ];
  expect(worked(2)).toEqual(['leak 1', 'leak 2', 'race 1', 'panic 1']);
  expect(worked(0)).toEqual(['leak 1', 'race 1', 'panic 1']);
  expect(worked(Infinity)).toEqual(all);
});
