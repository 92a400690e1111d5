import { synchronous } from 'happens-before';
import type { Certainty } from 'happens-before/check';
import { check } from 'happens-before/check';
import { afterAll, describe, expect, test } from 'vitest';
import { labelled } from './go-race/labelled.ts';
import { programs } from './go-race/programs.ts';

// The labelled programs of Go's race detector suite: a race is reported on exactly the objects that the label names, and in
// what is free of races none is, in any execution.

/** A process of these looks again and again, with a sleep between: they are held against their labels as far as they come. */
const endless: ReadonlySet<string> = new Set(['TestNoRaceMutexPureHappensBefore']);
const endlessBudget = { ms: 5000 };

/** Files whose timers have to fire at the times they are set for. */
const filesOfVirtualTime: ReadonlySet<string> = new Set(['time_test.go', 'synctest_test.go']);
const virtualTime = synchronous({ delay: [0, 0], step: [0, 0] });

/** How many programs of the suite have a counterpart here. */
const rowsInAll = 197;

interface Verdict {
  readonly test: string;
  readonly expected: readonly string[];
  readonly racing: readonly string[];
  readonly certainty: Certainty;
}

const verdicts: Verdict[] = [];

const files = Object.entries(labelled);

/** An object's name as the program gives it: reports tell several of one name apart by a number. */
function nameOf(object: string): string {
  return object.replace(/#\d+$/, '');
}

describe.each(files)('%s', (file, labels) => {
  const found = programs.get(file) ?? new Map<string, never>();

  test('every row has its program, every program its row, and both the same label', () => {
    expect([...found.keys()].sort()).toEqual(Object.keys(labels).sort());
    expect(found.size).toBeGreaterThan(0);
    for (const [name, objects] of Object.entries(labels))
      expect(name.startsWith('TestRace'), name).toBe(objects.length > 0);
  });

  test.each([...found])('%s', { timeout: 90_000 }, async (name, program) => {
    const model = filesOfVirtualTime.has(file) ? { model: virtualTime } : {};
    const report = await check(program, { name, budget: endless.has(name) ? endlessBudget : {}, ...model });
    const races = report.findings.flatMap((finding) => (finding.kind === 'race' ? [nameOf(finding.object)] : []));
    const racing = [...new Set(races)].sort();
    const expected = labels[name] ?? [];
    verdicts.push({ test: name, expected, racing, certainty: report.certainty });
    expect(racing).toEqual(expected);
    // A search that ran no execution to its end would see no race either.
    expect(report.outcomes.map(({ kind }) => kind)).toContain('returned');
    if (!endless.has(name)) expect(report.certainty).toBe('exhaustive');
    if (expected.length === 0) expect(report.findings).toEqual([]);
  });
});

test('every file that has programs has rows, and they are all there', () => {
  expect(files.flatMap(([, labels]) => Object.keys(labels))).toHaveLength(rowsInAll);
  expect([...programs.keys()].sort()).toEqual(files.map(([file]) => file).sort());
});

afterAll(() => {
  const names = (which: readonly Verdict[]): string => which.map(({ test: name }) => name).join(', ') || 'none';
  const alarms = verdicts.filter(({ expected, racing }) => racing.some((object) => !expected.includes(object)));
  const misses = verdicts.filter(({ expected, racing }) => expected.some((object) => !racing.includes(object)));
  const bounded = verdicts.filter(({ certainty }) => certainty !== 'exhaustive');
  console.info(
    [
      `${verdicts.length} rows checked, ${verdicts.filter(({ racing }) => racing.length > 0).length} with races found`,
      `false alarms: ${names(alarms)}`,
      `misses: ${names(misses)}`,
      `${verdicts.length - bounded.length} exhaustive; not: ${names(bounded)}`,
    ].join('\n'),
  );
});
