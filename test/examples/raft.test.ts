// Raft: one election explored whole, more of it drawn, and four bugs that are easily made, each found and made small. HB_FULL=1
// takes the budget of one loss, one crash and one restart for the election that is explored whole, and draws more.
import { asynchronous } from 'happens-before';
import { describe, expect, test } from 'vitest';
import election, {
  commitsOldTerms,
  neverLooksAtLogs,
  neverSyncs,
  properties,
  raft,
  votesTwice,
} from '../../examples/raft.ts';
import type { CheckOptions, Report } from '../../src/entry/check.ts';
import { check, replay } from '../../src/entry/check.ts';

const full = process.env['HB_FULL'] === '1';
const faults = asynchronous({ loss: 1, crashes: 1, restarts: 1 });
const quiet = asynchronous();
/** What a bug may take to be found. */
const limitMs = 300_000;

function look(program: () => void, options: CheckOptions): Promise<Report> {
  return check(program, { properties, ...options });
}

describe('one election', () => {
  test.each([
    { name: 'loss', model: asynchronous({ loss: 1 }), executions: 166 },
    ...(full ? [{ name: 'loss, crash and restart', model: faults, executions: 11_854 }] : []),
  ])('is explored whole: one $name', { timeout: 2 * limitMs }, async ({ model, executions }) => {
    const report = await look(election, { model });
    expect([report.verdict, report.certainty, report.executions]).toEqual(['ok', 'exhaustive', executions]);
  });
});

describe('elections and logs', () => {
  test.each(['pct', 'random'] as const)('hold in what %s draws', { timeout: limitMs }, async (strategy) => {
    const executions = full ? 5000 : 100;
    const report = await look(raft, { model: faults, strategy, budget: { executions } });
    expect([report.verdict, report.certainty, report.executions]).toEqual(['ok', 'sampled', executions]);
  });
});

describe('a bug', () => {
  const leaders = 'at most one leader in a term';
  const completeness = 'what is committed, later leaders have';
  const inElection = { model: faults, depth: 3, breaks: leaders, crashes: 1, mostSteps: 60 };
  const inLogs = { model: quiet, depth: 5, breaks: completeness, crashes: 0, mostSteps: 180 };
  const bugs = [
    { ...inElection, name: 'votes twice in a term after a restart', program: votesTwice },
    { ...inElection, name: 'loses what must survive a crash', program: neverSyncs },
    { ...inLogs, name: 'votes for short logs', program: neverLooksAtLogs },
    { ...inLogs, name: 'commits entries of older terms by counting', program: commitsOldTerms },
  ];

  test.each(bugs)('$name: PCT finds it', { timeout: limitMs }, async (bug) => {
    const { program, model, depth, breaks, crashes, mostSteps } = bug;
    const report = await look(program, {
      model,
      strategy: { pct: { depth } },
      budget: { executions: 20_000, ms: limitMs },
      stopAtFirst: true,
    });
    expect(report.verdict).toBe('violation');
    const found = report.findings.find((finding) => 'property' in finding && finding.property === `always ${breaks}`);
    expect(found).toBeDefined();
    const { events } = await replay(program, found?.schedule ?? '', { model });
    const kinds = events.flatMap(({ participants }) => participants.map(({ operation }) => operation));
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    expect({ crashes: count('crash'), restarts: count('restart') }).toEqual({ crashes, restarts: crashes });
    // The last thing that happens is what breaks it, and little else has.
    expect(kinds.at(-1)).toBe('mark');
    expect(kinds.length).toBeLessThan(mostSteps);
  });
});
