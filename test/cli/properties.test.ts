import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { hb } from './hb.ts';

// Properties that a program exports, as the command reads them.

/** Three processes that count on a cell, and what its file exports besides. */
const counting = (more: string): string => `import { atomic, go, mark } from 'happens-before';
import { always, refines } from 'happens-before/check';

export default async function counting(): Promise<void> {
  const x = atomic(0, 'x');
  for (const name of ['P', 'Q', 'R']) go(name, async () => mark('count', await x.add(1)));
}

${more}
`;

const below = "export const properties = [always('below 3', ({ value }) => Number(value('x')) < 3)];";
const other = 'export async function other(): Promise<void> {\n  for (const n of [1, 2, 3]) await mark("count", n);\n}';

describe('exported properties', () => {
  test('are checked, and a violation names its property and where it is seen', async () => {
    const run = await hb({ 'a.ts': counting(below) }, ['check', 'a.ts']);
    expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 1, stderr: '' });
    expect(run.stdout).toContain('violation: always below 3 does not hold\n  false where x is 3');
    const json = await hb({ 'a.ts': counting(below) }, ['check', 'a.ts', '--json']);
    const { findings, properties } = JSON.parse(json.stdout) as Report;
    expect(properties).toEqual(['always below 3']);
    expect(findings.map((finding) => ('property' in finding ? finding.property : ''))).toEqual(['always below 3']);
    const schedule = findings[0]?.schedule ?? '';
    const replayed = await hb({ 'a.ts': counting(below) }, ['replay', 'a.ts', schedule]);
    expect(replayed.exit, replayed.stderr).toBe(0);
    expect(replayed.stdout).toContain('add x 1 → 3');
  });

  test('of refinement are of the program that is checked, which is evaluated afresh each time', async () => {
    const refinement = `${other}\nexport const properties = [refines(counting, other)];`;
    const run = await hb({ 'a.ts': counting(refinement) }, ['check', 'a.ts', '--json']);
    const { verdict, findings } = JSON.parse(run.stdout) as Report;
    expect([verdict, findings.map((finding) => ('message' in finding ? finding.message : ''))]).toEqual([
      'violation',
      ['at first it does count(2); the specification can do only count(1) there'],
    ]);
    const another = await hb({ 'a.ts': counting(refinement) }, ['check', 'a.ts', '--export', 'other']);
    expect({ exit: another.exit, stdout: another.stdout }).toEqual({ exit: 64, stdout: '' });
    expect(another.stderr).toContain('refines other: its implementation is not the program that is checked');
  });

  test.each([
    ['export const properties = 1;', [], 'the export properties: a list is needed, not 1'],
    ['export const properties = [always];', [], 'the export properties[0] is no property'],
    ["export const properties = [always('odd', () => 1 as never)];", [], 'always odd: its predicate returned 1'],
    [below, ['--strategy', 'cached'], '--strategy cached looks for eventually alone'],
    [below, ['--resume', 'kept'], '--resume: a search with properties cannot be kept'],
  ])('that are wrong, or do not go with a flag, are a slip of the user: %s %j', async (more, flags, message) => {
    const run = await hb({ 'a.ts': counting(more) }, ['check', 'a.ts', ...flags]);
    expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 64, stdout: '' });
    expect(run.stderr).toContain(message);
  });

  test('are judged by one thread, which is said', async () => {
    const run = await hb({ 'a.ts': counting(below) }, ['check', 'a.ts', '--workers', '2', '--json']);
    const { verdict, notes } = JSON.parse(run.stdout) as Report;
    expect(verdict).toBe('violation');
    expect(notes).toContain('one thread searched: what properties say of executions is not shared');
  });

  test('change nothing where the list is empty', async () => {
    const run = await hb({ 'a.ts': counting('export const properties = [];') }, ['check', 'a.ts', '--json']);
    const report = JSON.parse(run.stdout) as Report;
    expect([report.verdict, 'properties' in report]).toEqual(['ok', false]);
  });
});
