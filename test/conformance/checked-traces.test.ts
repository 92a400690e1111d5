import { chan, go, WaitGroup } from 'happens-before';
import { check, replay } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { racesOf } from '../../src/causality/trace-races.ts';
import { ruleCases } from './memory-model-rules.ts';
import { bufferedHandOff, doubleCheckedOnce, printWithoutWaiting, readsBesideWrites } from './wrong-programs.ts';

/** A send that a close wakes comes after it, but was called before. */
async function closeAndSend(): Promise<void> {
  const jobs = chan<number>(0, 'jobs');
  go('sender', () => jobs.send(1).catch(() => {}));
  await jobs.close();
}

async function addAndWait(): Promise<void> {
  const group = new WaitGroup('group');
  go('worker', async () => {
    await group.add(1);
    await group.done();
  });
  await group.wait();
}

// A trace of the checker is read like one of a real run: the race that a schedule was given for is in its trace.
const racing = [
  ...ruleCases.map(({ rule, what, racing: program }) => ({ name: `rule ${rule}: ${what}`, program })),
  ...[closeAndSend, addAndWait, bufferedHandOff, doubleCheckedOnce, printWithoutWaiting, readsBesideWrites].map(
    (program) => ({
      name: program.name,
      program,
    }),
  ),
];

describe('the trace of a checked execution', () => {
  test.each(racing)('shows the races that were found in it: $name', async ({ program }) => {
    const { findings } = await check(program);
    const races = findings.filter((finding) => finding.kind === 'race');
    expect(races.length).toBeGreaterThan(0);
    for (const { object, first, second, schedule } of races) {
      expect(racesOf(await replay(program, schedule))).toContainEqual({ object, first, second });
    }
  });

  test.each(ruleCases)('shows none where rule $rule orders: $what', async ({ ordered }) => {
    const { outcomes } = await check(ordered);
    expect(outcomes.length).toBeGreaterThan(0);
    for (const { schedule } of outcomes) expect(racesOf(await replay(ordered, schedule))).toEqual([]);
  });
});
