import type { Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { anyThenTheOther, takeOneByOne } from './libraries/medium-any.ts';
import { selectTwice, twoSelects } from './libraries/thi-ng-select.ts';

// Two published libraries as they are. Their channels are promises and plain state to the checker, which therefore explores
// every step of their users in every order.

/** What it can return, and how else it can end. */
function outcomes(report: Report): unknown[] {
  return report.outcomes.map(({ kind, value }) => (kind === 'returned' ? value : kind));
}

describe('@thi.ng/csp', () => {
  test('one of two selects at once is told that an open channel is closed, or both wait beside a value', async () => {
    const report = await check(twoSelects);
    expect(report.certainty).toBe('exhaustive');
    expect(report.verdict).toBe('deadlock');
    expect(outcomes(report)).toEqual(expect.arrayContaining([['called closed, but open', 'x'], 'deadlocked']));
    expect(report.outcomes.length).toBe(2);
  });

  test('one select after the other gets both values', async () => {
    const report = await check(selectTwice);
    expect([report.verdict, report.certainty]).toEqual(['ok', 'exhaustive']);
    expect(outcomes(report)).toEqual([['x', 'y']]);
  });
});

describe('medium', () => {
  // It draws among channels that are ready, which makes the certainty bounded.
  test('any takes from both channels and gives one value', async () => {
    const report = await check(anyThenTheOther);
    expect([report.verdict, report.certainty]).toEqual(['deadlock', 'bounded']);
    expect(outcomes(report)).toEqual(expect.arrayContaining([['x', 'y'], 'deadlocked']));
    expect(report.outcomes.length).toBe(2);
  });

  test('without any both values come', async () => {
    const report = await check(takeOneByOne);
    expect([report.verdict, report.certainty]).toEqual(['ok', 'exhaustive']);
    expect(outcomes(report)).toEqual([['x', 'y']]);
  });
});
