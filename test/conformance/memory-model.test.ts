import type { Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { endings, live } from './conforms.ts';
import { cornerCases } from './memory-model-corners.ts';
import { ruleCases } from './memory-model-rules.ts';
import {
  bufferedHandOff,
  busyWait,
  doubleCheckedOnce,
  printWithoutWaiting,
  publishByPlainStore,
  readsBesideWrites,
} from './wrong-programs.ts';

const patience = 5000;

/** The cells that were raced on, each once, sorted. */
function racedOn(report: Report): string[] {
  const objects = report.findings.flatMap((finding) => (finding.kind === 'race' ? [finding.object] : []));
  return [...new Set(objects)].sort();
}

for (const { rule, what, ordered, racing, besides = [] } of [...ruleCases, ...cornerCases]) {
  describe(`rule ${rule}: ${what}`, () => {
    test('what it orders does not race', async () => {
      const report = await check(ordered);
      expect(racedOn(report)).toEqual(besides);
      expect(report.findings.filter(({ kind }) => kind !== 'race')).toEqual([]);
      expect(report.certainty).toBe('exhaustive');
    });

    test('what it does not order races', async () => {
      const report = await check(racing);
      expect(racedOn(report)).toEqual([...besides, 'x']);
      expect(report.certainty).toBe('exhaustive');
    });

    test('both end live', async () => {
      expect(await live(ordered, patience)).toMatch(/^returned/);
      expect(await live(racing, patience)).toMatch(/^returned/);
    });
  });
}

test('every rule from 1 to 16 has its programs', () => {
  const rules = [...new Set(ruleCases.map(({ rule }) => rule))].sort((a, b) => a - b);
  expect(rules).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
});

interface Wrong {
  readonly name: string;
  readonly program: () => Promise<unknown>;
  readonly races: readonly string[];
  /** What it may return. */
  readonly returns: readonly unknown[];
}

// E4 and E6 go wrong in Go's weak memory; here outcomes stay sequentially consistent, and the race is what shows.
const wrongPrograms: readonly Wrong[] = [
  { name: 'E1: printing without waiting', program: printWithoutWaiting, races: ['a'], returns: ['', 'hello'] },
  { name: 'E2: the hand-off, buffered', program: bufferedHandOff, races: ['a'], returns: ['', 'hello'] },
  {
    name: 'E3: reads beside writes',
    program: readsBesideWrites,
    races: ['a', 'b'],
    returns: [
      [0, 0],
      [0, 1],
      [2, 1],
    ],
  },
  {
    name: 'E4: double-checked Once',
    program: doubleCheckedOnce,
    races: ['a', 'done'],
    returns: [['hello', 'hello']],
  },
  { name: 'E5: busy-waiting', program: busyWait, races: ['a', 'done'], returns: ['hello'] },
  {
    name: 'E6: publishing by a plain store',
    program: publishByPlainStore,
    races: ['message', 'published'],
    returns: ['hello'],
  },
];

describe.each(wrongPrograms)('$name', ({ program, races, returns }) => {
  const expected = returns.map((value) => `returned ${JSON.stringify(value)}`);

  test('is reported as a race', async () => {
    const report = await check(program);
    expect(report.verdict).toBe('race');
    expect(racedOn(report)).toEqual(races);
    expect(endings(report)).toEqual(expected);
    expect(report.certainty).toBe('exhaustive');
  });

  test('ends live', async () => {
    expect(expected).toContain(await live(program, patience));
  });
});
