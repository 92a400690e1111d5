import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  after,
  asynchronous,
  cancellation,
  chan,
  every,
  go,
  select,
  shared,
  sleep,
  synchronous,
  timer,
} from 'happens-before';
import type { CheckOptions, Report } from 'happens-before/check';
import { check, replay, ScheduleError } from 'happens-before/check';
import { describe, expect, onTestFinished, test } from 'vitest';
import 'happens-before/vitest';

// Plain virtual time: what can go goes at once, and time passes only when nothing else can happen.
const model = synchronous({ delay: [0, 0], step: [0, 0] });

/** What the program returns under virtual time, everything being covered. */
async function returned(program: () => unknown, options: CheckOptions = {}): Promise<unknown[]> {
  const report = await check(program, { model, ...options });
  expect(report.certainty).toBe('exhaustive');
  return values(report);
}

function values({ outcomes }: Report): unknown[] {
  return outcomes.map(({ kind, value }) => (kind === 'returned' ? value : kind)).sort();
}

/** Two answers race, the slower one asked for first. */
async function slowAndFast(): Promise<string> {
  const slow = after(200);
  return (await select({ slow, fast: after(100) })).case;
}

/** Two answers come at one time. */
async function tie(): Promise<string> {
  const first = after(100);
  return (await select({ second: after(100), first })).case;
}

/** A process sets what main looks at a little later. */
async function setInTime(): Promise<number> {
  const x = shared(0, 'x');
  go(() => x.write(1));
  await sleep(1);
  return x.read();
}

describe('when timers fire', () => {
  test('the one that is due first comes first, whichever was armed first', async () => {
    expect(await returned(slowAndFast)).toEqual(['fast']);
    expect(values(await check(slowAndFast))).toEqual(['fast', 'slow']);
  });

  test('those that are due together come in the order of their arming', async () => {
    expect(await returned(tie)).toEqual(['first']);
  });

  test('what can go goes before time passes, and races all the same', async () => {
    const report = await check(setInTime, { model });
    expect(values(report)).toEqual([1]);
    expect(report.verdict).toBe('race');
    expect(values(await check(setInTime))).toEqual([0, 1]);
  });

  test('sleeping processes wake in the order of their times', async () => {
    const order = async (): Promise<string> => {
      const woken = chan<string>(3, 'woken');
      for (const ms of [30, 10, 20]) {
        go(`after ${ms}`, async () => {
          await sleep(ms);
          await woken.send(String(ms));
        });
      }
      return `${await woken.receive()} ${await woken.receive()} ${await woken.receive()}`;
    };
    expect(await returned(order)).toEqual(['10 20 30']);
  });

  test('one that nobody waited for has fired by when it was due, and not before', async () => {
    const looks = async (): Promise<unknown[]> => {
      const t = timer(10);
      await sleep(9);
      const early = await t.channel.tryReceive();
      await sleep(2);
      return [early === undefined, (await t.channel.tryReceive())?.value, await t.stop(), await timer(5).stop()];
    };
    expect(await returned(looks)).toEqual([[true, 1, false, true]]);
  });

  test('one that is due now may have fired or not, where it was armed after what woke who looks', async () => {
    const together = async (): Promise<boolean> => {
      const woken = sleep(10);
      const t = timer(10);
      await woken;
      return t.stop();
    };
    expect(await returned(together)).toEqual([false, true]);
  });

  test('a ticker ticks at its times, as often as its budget says', async () => {
    const ticks = async (): Promise<unknown[]> => {
      const ticker = every(10);
      const seen: unknown[] = [];
      for (const ms of [5, 10, 10]) {
        await sleep(ms);
        seen.push((await ticker.channel.tryReceive())?.value);
      }
      return seen;
    };
    expect(await returned(ticks)).toEqual([[{ $: 'undefined' }, 1, 2]]);
  });

  test('a ticker that nobody looked at for a while has kept its times', async () => {
    const missed = async (): Promise<unknown[]> => {
      const began = Date.now();
      const ticker = every(10);
      await sleep(35);
      const first = await ticker.channel.receive();
      const next = await ticker.channel.receive();
      await ticker.stop();
      return [first, next, Date.now() - began];
    };
    expect(await returned(missed, { ticks: 5 })).toEqual([[1, 4, 40]]);
  });

  test('deadlines and timers of the platform obey the same clock', async () => {
    const late = async (): Promise<string> => {
      const { done } = cancellation({ after: 30 });
      const order: string[] = [];
      setTimeout(() => order.push('timeout'), 20);
      go(async () => {
        await sleep(10);
        order.push('slept');
      });
      await done.receive();
      return order.join(' ');
    };
    expect(await returned(late)).toEqual(['slept timeout']);
  });

  test('clocks show the time, and certainty does not suffer', async () => {
    const clocks = async (): Promise<number[]> => {
      const [date, precise] = [Date.now(), performance.now()];
      await sleep(250);
      return [Date.now() - date, performance.now() - precise];
    };
    expect(await returned(clocks)).toEqual([[250, 250]]);
    expect((await check(clocks)).certainty).toBe('bounded');
  });

  test('a process that goes round a loop for ever lets no time pass', async () => {
    const spin = async (): Promise<void> => {
      const set = shared(false, 'set');
      go(async () => {
        await sleep(1);
        await set.write(true);
      });
      while (!(await set.read()));
    };
    const report = await check(spin, { model });
    expect(values(report)).toEqual(['blocked']);
    expect(report.findings.map(({ kind }) => kind)).toContain('livelock');
  });

  test('a program that polls with a sleep ends', async () => {
    const poll = async (): Promise<number> => {
      const set = shared(false, 'set');
      go(async () => {
        await sleep(35);
        await set.write(true);
      });
      let turns = 0;
      while (!(await set.read())) {
        turns++;
        await sleep(10);
      }
      return turns;
    };
    expect(await returned(poll)).toEqual([4]);
  });
});

describe('what else a check does', () => {
  /** Two meet at the instant 10; a third has long gone its way. */
  const bystander = async (): Promise<number> => {
    const x = shared(0, 'x');
    const other = shared(0, 'other');
    go('bystander', () => other.write(1));
    go('P', async () => {
      await sleep(10);
      await x.update((n) => n + 1);
    });
    await sleep(10);
    await x.update((n) => n + 1);
    return x.read();
  };

  test('witnesses of what happens later replay', async () => {
    const report = await check(bystander, { model });
    const race = report.findings.find(({ kind }) => kind === 'race');
    expect(values(report)).toEqual([1, 2]);
    expect(race).toBeDefined();
    for (const { schedule } of [...report.findings, ...report.outcomes])
      expect((await replay(bystander, schedule, { model })).schedule).toBe(schedule);
  });

  test('steps at different instants are put in no other order', async () => {
    const apart = async (): Promise<void> => {
      for (let at = 0; at < 4; at++) {
        go(async () => {
          const own = shared(0, 'own');
          for (let turn = 0; turn < 3; turn++) await own.write(turn);
        });
      }
      await sleep(10);
    };
    const { executions, redundant, certainty, notes } = await check(apart, { model });
    expect({ executions, redundant, certainty }).toEqual({ executions: 1, redundant: 0, certainty: 'exhaustive' });
    // So many interleavings that the audit draws some: had it put the end of the sleep earlier, it would have come out otherwise.
    expect(notes).toEqual([expect.any(String), expect.stringMatching(/^no shared plain state seen in \d+ reruns$/)]);
  });

  test.each(['naive', 'sleep', 'source'] as const)('%s finds the same', async (exhaustive) => {
    const report = await check(bystander, { model, strategy: { exhaustive } });
    expect(values(report)).toEqual([1, 2]);
    expect(report.certainty).toBe('exhaustive');
  });

  test.each(['random', 'pct', 'delay-bounded', 'preemption-bounded'] as const)(
    '%s keeps the time',
    async (strategy) => {
      const budget = { executions: 50 };
      expect(values(await check(slowAndFast, { model, strategy, budget }))).toEqual(['fast']);
      expect(values(await check(setInTime, { model, strategy, budget }))).toEqual([1]);
    },
  );

  test('a search that was kept goes on under its own model alone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hb-model-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const resume = join(directory, 'search');
    await check(bystander, { model, resume, budget: { executions: 1 } });
    await expect(check(bystander, { resume })).rejects.toThrow(
      'or of other options (strategy, steps, seed, ticks, model)',
    );
    const whole = await check(bystander, { model, resume });
    expect(values(whole)).toEqual([1, 2]);
    expect(whole.executions).toBe((await check(bystander, { model })).executions);
  });

  test('the matchers take a model', async () => {
    await expect(slowAndFast).toAlwaysReturn('fast', { model });
    await expect(slowAndFast).not.toAlwaysReturn('fast');
    await expect(setInTime).not.toBeRaceFree({ model });
    await expect(slowAndFast).toPass({ model });
  });

  test('plain state is audited within each instant', async () => {
    const apart = async (): Promise<number> => {
      let last = 0;
      const set = async (ms: number): Promise<void> => {
        await sleep(ms);
        last = ms;
      };
      const processes = [go(() => set(20)), go(() => set(10))];
      for (const process of processes) await process.join();
      return last;
    };
    expect(await returned(apart)).toEqual([20]);
  });
});

describe('schedules', () => {
  test('do not replay under another model', async () => {
    const [timed] = (await check(slowAndFast, { model })).outcomes;
    const [untimed] = (await check(slowAndFast)).outcomes;
    expect(timed?.schedule).toMatch(/~sync$/);
    const wrong = [
      replay(slowAndFast, timed?.schedule ?? ''),
      replay(slowAndFast, untimed?.schedule ?? '', { model }),
      check(slowAndFast, { strategy: { replay: timed?.schedule ?? '' } }),
    ];
    for (const one of wrong) await expect(one).rejects.toThrow(ScheduleError);
    await expect(replay(slowAndFast, timed?.schedule ?? '')).rejects.toThrow(
      'the schedule is one of the model synchronous({ delay: [0, 0], step: [0, 0] }), and the program is run under asynchronous({})',
    );
    await expect(replay(slowAndFast, '0~A~then')).rejects.toThrow('is no schedule');
    const again = await check(slowAndFast, { model, strategy: { replay: timed?.schedule ?? '' } });
    expect(values(again)).toEqual(['fast']);
  });
});

describe('models', () => {
  test('are data, with what is not said filled in', () => {
    const budgets = { loss: 0, duplication: 0, crashes: 0, restarts: 0, partitions: 0, pauses: 0 };
    expect(asynchronous()).toEqual({ kind: 'asynchronous', ...budgets, order: 'fifo', ticks: 2 });
    expect(synchronous({ delay: [1, 3], step: [0, 1], crashes: 1 })).toEqual({
      kind: 'synchronous',
      ...budgets,
      delay: [1, 3],
      step: [0, 1],
      drift: 0,
      crashes: 1,
      order: 'fifo',
      ticks: 2,
    });
    expect(structuredClone(model)).toEqual(model);
  });

  test.each([
    [() => asynchronous({ loss: -1 }), 'asynchronous: loss is -1; a whole number from 0 is needed'],
    [() => asynchronous({ crashes: 0.5 }), 'asynchronous: crashes is 0.5; a whole number from 0 is needed'],
    [
      () => asynchronous({ order: 'lifo' as never }),
      "asynchronous: order is lifo; it can be 'none', 'fifo' or 'causal'",
    ],
    [() => asynchronous({ delay: [0, 0] } as never), 'asynchronous: there is no option delay; there are loss, '],
    [() => asynchronous(3 as never), 'asynchronous: 3 is no object of options'],
    [() => synchronous({ step: [0, 0] } as never), 'synchronous: delay is undefined; two numbers are needed'],
    [() => synchronous({ delay: [3, 1], step: [0, 0] }), 'synchronous: delay is [3,1]; two numbers are needed'],
    [() => synchronous({ delay: [0, 0], step: [-1, 0] }), 'synchronous: step is [-1,0]; two numbers are needed'],
    [() => synchronous({ delay: [0, Infinity], step: [0, 0] }), 'synchronous: delay is [0,null]; two numbers'],
    [
      () => synchronous({ delay: [0, 0], step: [0, 0], drift: 1 }),
      'synchronous: drift is 1; a number from 0 and below 1',
    ],
  ])('refuse what makes no sense: %s', (make, message) => {
    expect(make).toThrow(message);
  });

  test.each([
    [
      { kind: 'sequential' } as never,
      'is no model; give asynchronous({ … }), synchronous({ … }) or partiallySynchronous({ … })',
    ],
    ['synchronous' as never, 'model: synchronous is no model'],
  ])('that are none are refused: %j', async (given, message) => {
    await expect(check(slowAndFast, { model: given })).rejects.toThrow(message);
  });

  test('telling states apart goes with none but the asynchronous one', async () => {
    const strategy = { exhaustive: 'cached' } as const;
    await expect(check(slowAndFast, { model, strategy })).rejects.toThrow('knows no time');
    expect(values(await check(slowAndFast, { model: asynchronous(), strategy }))).toEqual(['fast', 'slow']);
  });

  test('say how often tickers fire, unless an option does', async () => {
    const endless = async (): Promise<number> => {
      const ticker = every(10);
      let ticks = 0;
      setInterval(() => ticks++, 10);
      await sleep(95);
      await ticker.stop();
      return ticks;
    };
    const given = synchronous({ delay: [0, 0], step: [0, 0], ticks: 3 });
    expect(values(await check(endless, { model }))).toEqual([2]);
    expect(values(await check(endless, { model: given }))).toEqual([3]);
    expect(values(await check(endless, { model: given, ticks: 4 }))).toEqual([4]);
  });
});
