// The smallest witness on programs whose smallest is known, and on one of two hundred steps.
import { chan, choose, go, Mutex, shared, sleep } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { Collector } from '../../src/check/collector.ts';
import { outcomeGoal } from '../../src/check/goals.ts';
import { inStretches } from '../../src/check/stretches.ts';
import type { Cost } from '../../src/explore/cost.ts';
import { costOf } from '../../src/explore/cost.ts';
import { ScheduleWriter } from '../../src/explore/explain.ts';
import { Minimiser } from '../../src/explore/minimise.ts';
import { Search, SearchWorld } from '../../src/explore/search.ts';
import { RandomWalk } from '../../src/explore/strategy/random.ts';
import { StrategySearch } from '../../src/explore/strategy-search.ts';
import type { Finding, Report } from '../../src/report/report.ts';
import { asynchronous } from '../../src/trace/model.ts';
import { decodeSchedule } from '../../src/trace/schedule.ts';

function costOfSchedule(schedule: string): Cost {
  return costOf(decodeSchedule(schedule).steps.map(({ process }) => process));
}

function costsOfOutcomes({ outcomes }: Report): Map<string, Cost> {
  return new Map(
    outcomes.map(({ kind, value, schedule }) => [`${kind} ${JSON.stringify(value)}`, costOfSchedule(schedule)]),
  );
}

function withoutSchedule(finding: Finding): Omit<Finding, 'schedule'> {
  const { schedule: _, ...rest } = finding;
  return rest;
}

/** Runs every schedule of `report` by itself: whether each leads to what it is given for. */
async function expectReplays(program: () => unknown, report: Report): Promise<void> {
  for (const { kind, value, schedule } of report.outcomes) {
    const { outcomes } = await check(program, { strategy: { replay: schedule } });
    expect(outcomes.map((one) => [one.kind, one.value])).toEqual([[kind, value]]);
  }
  for (const finding of report.findings) {
    const { findings } = await check(program, { strategy: { replay: finding.schedule } });
    expect(findings.map(withoutSchedule)).toContainEqual(withoutSchedule(finding));
  }
}

/** Two processes add to one cell, each twice. */
async function counter(): Promise<number> {
  const x = shared(0, 'x');
  const p = go('P', async () => {
    for (const _ of [1, 2]) await x.write((await x.read()) + 1);
  });
  const q = go('Q', async () => {
    for (const _ of [1, 2]) await x.write((await x.read()) + 1);
  });
  await p.join();
  await q.join();
  return await x.read();
}

/** A race that needs nothing of what the third process does, and the first of two rounds. */
async function crowded(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go('busy', async () => {
    for (const value of [1, 2, 3]) await y.write(value);
  });
  go('P', async () => {
    await x.write(1);
  });
  await x.write(2);
}

async function philosophers(): Promise<void> {
  const forks = [0, 1, 2, 3].map((n) => new Mutex(`fork ${n}`));
  const all = forks.map((left, n) =>
    go(`P${n}`, async () => {
      await left.lock();
      await (forks[(n + 1) % forks.length] as Mutex).lock();
      await left.unlock();
      await (forks[(n + 1) % forks.length] as Mutex).unlock();
    }),
  );
  for (const one of all) await one.join();
}

async function leaking(): Promise<string> {
  const results = chan<string>(0, 'results');
  go('worker', () => results.send('late'));
  go('other', () => sleep(1));
  return 'done';
}

/** A race beside a process whose first step ends the program. */
async function fragile(): Promise<void> {
  const x = shared(0, 'x');
  go('P', () => x.write(1));
  go('fragile', () => {
    throw new Error('fragile');
  });
  await x.write(2);
}

/** Panics only when `choose` says so and P comes first. */
async function panicking(): Promise<void> {
  const x = shared(0, 'x');
  const p = go('P', () => x.write(1));
  go('Q', async () => {
    for (const _ of [1, 2, 3]) await x.read();
  });
  if ((await choose('calm', 'wild')) === 'wild' && (await x.read()) === 1) throw new Error('wild');
  await p.join();
}

describe('the smallest witness', () => {
  test('of each outcome of a counter', async () => {
    const report = await check(counter);
    // One after the other; both of Q's rounds within one of P's; and to lose one round only, P and Q must each come twice.
    expect(Object.fromEntries(costsOfOutcomes(report))).toEqual({
      'returned 4': { switches: 3, steps: 11 },
      'returned 3': { switches: 5, steps: 11 },
      'returned 2': { switches: 4, steps: 11 },
    });
    await expectReplays(counter, report);
  });

  test('of a race ends with the second access, and has only what comes before either', async () => {
    const report = await check(crowded);
    const [race] = report.findings.filter(({ kind }) => kind === 'race');
    expect(costOfSchedule(race?.schedule ?? '')).toEqual({ switches: 1, steps: 2 });
    await expectReplays(crowded, report);
  });

  test('of a deadlock is one step of each philosopher', async () => {
    const report = await check(philosophers);
    const [deadlock] = report.findings;
    expect(deadlock?.kind).toBe('deadlock');
    expect(costOfSchedule(deadlock?.schedule ?? '')).toEqual({ switches: 4, steps: 4 });
    await expectReplays(philosophers, report);
  });

  test('of a race replays also where it leaves out the start of a process that would end the program', async () => {
    const report = await check(fragile);
    expect(report.findings.map(({ kind, schedule }) => [kind, costOfSchedule(schedule)])).toEqual([
      ['panic', { switches: 1, steps: 1 }],
      ['race', { switches: 1, steps: 2 }],
    ]);
    await expectReplays(fragile, report);
  });

  test('of a leak ends with the execution', async () => {
    const report = await check(leaking);
    expect(report.findings.map(({ kind }) => kind)).toEqual(['leak']);
    await expectReplays(leaking, report);
  });

  test('of a panic has only what comes before it', async () => {
    const report = await check(panicking);
    const panic = report.findings.find(({ kind }) => kind === 'panic');
    // P writes, main chooses and reads.
    expect(costOfSchedule(panic?.schedule ?? '')).toEqual({ switches: 2, steps: 3 });
    await expectReplays(panicking, report);
  });

  test('is not looked for where a schedule was given', async () => {
    const order = [1, 2, 1, 2, 1, 2, 1, 2, 0, 0, 0];
    const schedule = await scheduleAlong(counter, order);
    expect(costOfSchedule(schedule)).toEqual(costOf(order));
    const { outcomes } = await check(counter, { strategy: { replay: schedule } });
    expect(outcomes.map((one) => one.schedule)).toEqual([schedule]);
  });
});

/** The schedule in which the processes, by number, take steps in this order. */
async function scheduleAlong(program: () => unknown, order: readonly number[]): Promise<string> {
  const search = new Search(new SearchWorld('main', () => program), settings, new Collector(() => [], false));
  const writer = new ScheduleWriter('');
  const work = (function* (): Generator<void, void, void> {
    search.follow(false, (all, at) => {
      const chosen = all.find(({ pending }) => pending.process.index === order[at]);
      if (chosen !== undefined) writer.note(chosen, all);
      return chosen;
    });
    yield;
  })();
  await inStretches(search, work, () => true);
  return writer.text;
}

const settings = {
  reduction: 'naive',
  maxSteps: 3000,
  seed: 7,
  ticks: 2,
  model: asynchronous(),
  everythingEntangled: false,
  everyStart: false,
} as const;

/** Four processes of twelve locked rounds, of which one lets go of the lock between reading and writing, once. */
async function long(): Promise<number> {
  const x = shared(0, 'x');
  const m = new Mutex('m');
  const workers = [1, 2, 3, 4].map((n) =>
    go(`W${n}`, async () => {
      for (let round = 0; round < 12; round++) {
        await m.lock();
        const seen = await x.read();
        if (round === 6 && n === 1) {
          await m.unlock();
          await m.lock();
        }
        await x.write(seen + 1);
        await m.unlock();
      }
    }),
  );
  for (const worker of workers) await worker.join();
  return await x.read();
}

describe('a failure of two hundred steps', () => {
  test('is made small within the bound of steps', { timeout: 60_000 }, async () => {
    const most = 60_000;
    let search: StrategySearch | undefined;
    const collector = new Collector(() => (search as StrategySearch).names(), false);
    const walk = (): RandomWalk => new RandomWalk(7, 20);
    search = new StrategySearch(new SearchWorld('main', () => long), settings, walk, collector);
    const drawn = search;
    await inStretches(drawn, drawn.run(), () => true);
    const [key = '', { path } = { path: [] }] = [...collector.outcomes].find(([one]) => one !== 'returned 48') ?? [];
    expect(path.length).toBe(199);
    const minimiser = new Minimiser(drawn, outcomeGoal(key), most);
    await inStretches(drawn, minimiser.run(path), () => true);
    expect(minimiser.performed).toBeLessThan(most + 2 * path.length);
    // One other process between the read and the write of the first, and every process's last block.
    expect(minimiser.best?.cost.switches).toBeLessThanOrEqual(9);
    expect(minimiser.best?.steps.length).toBeLessThanOrEqual(path.length);
  });
});
