import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { directoryOf, hb, start } from './hb.ts';
import { counter, handOver } from './programs.ts';

async function scheduleOf(directory: string, value: unknown): Promise<string> {
  const run = await start(directory, ['check', 'counter.ts', '--json']).ended;
  const outcome = (JSON.parse(run.stdout) as Report).outcomes.find((each) => each.value === value);
  return outcome?.schedule ?? 'missing';
}

test.each([-1, 0, 1])('hb replay gives the outcome again: %i', async (value) => {
  const directory = directoryOf({ 'counter.ts': counter });
  const run = await start(directory, ['replay', 'counter.ts', await scheduleOf(directory, value)]).ended;
  expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 0, stderr: '' });
  expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(`returned ${value}`);
  expect(run.stdout).toMatch(/\n1 .*starts P.*\n2 .*read x = 0/);
  for (const site of ['counter.ts:6:28', 'counter.ts:6:13', 'counter.ts:9:28', 'counter.ts:9:13']) {
    expect(run.stdout).toContain(site);
  }
});

test('--until stops after a step, and --trace writes what happened', async () => {
  const directory = directoryOf({ 'counter.ts': counter });
  const schedule = await scheduleOf(directory, 1);
  const whole = await start(directory, ['replay', 'counter.ts', schedule, '--trace', 'whole.hb']).ended;
  const part = await start(directory, ['replay', 'counter.ts', schedule, '--until', '3', '--trace', 'part.hb']).ended;
  const events = (name: string): number =>
    (JSON.parse(readFileSync(join(directory, name), 'utf8')) as { events: unknown[] }).events.length;
  expect({ exit: part.exit, events: events('part.hb') }).toEqual({ exit: 0, events: 3 });
  expect(events('whole.hb')).toBeGreaterThan(3);
  const rows = (text: string): string[] =>
    text
      .split('\n')
      .slice(1, 4)
      .map((row) => row.replace(/ +/g, ' '));
  expect(rows(part.stdout)).toEqual(rows(whole.stdout));
});

test('a schedule of another program is refused with the step where they part', async () => {
  const directory = directoryOf({ 'counter.ts': counter, 'hand-over.ts': handOver });
  const schedule = await scheduleOf(directory, 1);
  const run = await start(directory, ['replay', 'hand-over.ts', schedule]).ended;
  expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 64, stdout: '' });
  expect(run.stderr).toMatch(/^hb: this schedule does not fit hand-over\.ts: .*step \d+/);
});

test('an empty schedule is refused or replays the first order, never a crash', async () => {
  const run = await hb({ 'counter.ts': counter }, ['replay', 'counter.ts', '']);
  expect([0, 64]).toContain(run.exit);
});
