import type { Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { type Row, rows } from './corpus/counts/table.ts';

// Published numbers, held against the reduced search and against the search without reduction. The default run takes
// the small ones, and all of which it is known how many executions are bad; HB_FULL=1 takes all, of those without reduction
// what it can be expected to finish.
const { HB_FULL } = process.env;
const full = HB_FULL === '1';
const mostTraces = full ? 1_000_000 : 1000;
const mostInterleavings = full ? 100_000 : 5000;

const reduced = rows.filter((row) => row.bad !== undefined || row.traces <= mostTraces);
const unreduced = rows.filter(
  ({ bad, interleavings }) => interleavings !== undefined && (bad !== undefined || interleavings <= mostInterleavings),
);

function title({ name, n }: Row): string {
  return n === undefined ? name : `${name} (${n})`;
}

function executionsEnding(report: Report, kind: 'panicked' | 'deadlocked'): number {
  return report.outcomes
    .filter((outcome) => outcome.kind === kind)
    .reduce((sum, { executions }) => sum + executions, 0);
}

function returned(report: Report): unknown[] {
  return report.outcomes.flatMap((outcome) => (outcome.kind === 'returned' ? [outcome.value] : [])).sort();
}

describe('one execution for each Mazurkiewicz trace', () => {
  for (const row of reduced) {
    test(`${title(row)}: ${row.traces}`, { timeout: 120_000 }, async () => {
      const report = await check(row.make(), {});
      console.info(`${title(row)}: ${report.executions} executions, ${report.redundant} redundant`);
      expect(report.certainty).toBe('exhaustive');
      expect(report.executions).toBe(row.traces);
      expect(report.redundant).toBe(0);
      expect(executionsEnding(report, 'panicked')).toBe(row.bad?.traces ?? 0);
      expect(executionsEnding(report, 'deadlocked')).toBe(row.deadlocks ?? 0);
      if (row.returns !== undefined) expect(returned(report)).toEqual(row.returns);
    });
  }
});

describe('one execution for each interleaving when nothing is reduced', () => {
  for (const row of unreduced) {
    test(`${title(row)}: ${row.interleavings}`, { timeout: 120_000 }, async () => {
      const report = await check(row.make(), { strategy: { exhaustive: 'naive' } });
      expect(report.certainty).toBe('exhaustive');
      expect(report.executions).toBe(row.interleavings);
      expect(executionsEnding(report, 'panicked')).toBe(row.bad?.interleavings ?? 0);
      if (row.returns !== undefined) expect(returned(report)).toEqual(row.returns);
    });
  }
});

test('the table has rows for both searches', () => {
  expect(reduced.length).toBeGreaterThan(30);
  expect(unreduced.length).toBeGreaterThan(30);
  for (const taken of [reduced, unreduced]) expect(taken.filter(({ bad }) => bad !== undefined).length).toBe(7);
});
