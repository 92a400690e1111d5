import { choose, go, Mutex, select, shared, sleep, after as timeout } from 'happens-before';
import type { Report, Strategy } from 'happens-before/check';
import { check, replay } from 'happens-before/check';
import { describe, expect, it } from 'vitest';
import { hb } from './cli/hb.ts';
import { counter as counterText } from './cli/programs.ts';

const STEP_MS = 30_000;

function values({ outcomes }: Report): unknown[] {
  return outcomes.map(({ kind, value }) => (kind === 'returned' ? value : kind)).sort();
}

function counts({ executions, redundant }: Report): readonly number[] {
  return [executions, redundant];
}

/** `count` processes write one cell, once each. */
function writers(count: number): () => Promise<void> {
  return async () => {
    const x = shared(0, 'x');
    const processes = Array.from({ length: count }, (_, index) => go(`w${index}`, () => x.write(index)));
    for (const process of processes) await process.join();
  };
}

/** One process adds one and another takes one away, without a lock. */
async function counter(): Promise<number> {
  const x = shared(0, 'x');
  const p = go('P', () => x.update((n) => n + 1));
  const q = go('Q', () => x.update((n) => n - 1));
  await p.join();
  await q.join();
  return x.read();
}

/** The same with a lock. */
async function locked(): Promise<number> {
  const x = shared(0, 'x');
  const m = new Mutex();
  const step = (by: number) => async (): Promise<void> => {
    await m.lock();
    await x.update((n) => n + by);
    await m.unlock();
  };
  const p = go('P', step(1));
  const q = go('Q', step(-1));
  await p.join();
  await q.join();
  await m.lock();
  return x.read();
}

/** Waits for ever for a flag that is set at once. */
async function spinning(): Promise<string> {
  const flag = shared(false, 'flag');
  go('setter', () => flag.write(true));
  while (!(await flag.read()));
  return 'seen';
}

const all = ['random', 'pct', 'delay-bounded', 'preemption-bounded'] as const satisfies readonly Strategy[];
const drawing = ['random', 'pct', { pct: { depth: 1 } }] as const satisfies readonly Strategy[];

describe('a bound on delays', () => {
  it.each([
    [0, 1],
    [1, 6],
    [2, 20],
    [3, 49],
    [4, 98],
    [5, 169],
    [6, 259],
    [7, 360],
  ])('%i lets six writers write in %i orders', async (bound, executions) => {
    const report = await check(writers(6), { strategy: { 'delay-bounded': { bound } } });
    expect([report.executions, report.certainty]).toEqual([executions, 'bounded']);
  });

  it('is not needed when all is covered within it', async () => {
    const report = await check(writers(4), { strategy: { 'delay-bounded': { bound: 6 } } });
    expect([report.executions, report.certainty, report.notes]).toEqual([24, 'exhaustive', []]);
    const less = await check(writers(4), { strategy: { 'delay-bounded': { bound: 5 } } });
    expect([less.executions, less.certainty]).toEqual([23, 'bounded']);
    expect(less.notes).toEqual(['every execution with at most 5 delays was run; those with more were not all run']);
  });

  it('lets timers fire last, and all alternatives happen', async () => {
    const program = async (): Promise<string> => {
      const answer = await choose('a', 'b');
      const x = shared('', 'x');
      const p = go('P', () => x.write(answer));
      await sleep(100);
      const seen = await x.read();
      await p.join();
      return seen;
    };
    const without = await check(program, { strategy: { 'delay-bounded': { bound: 0 } } });
    expect(values(without)).toEqual(['a', 'b']);
    const whole = await check(program, { strategy: 'delay-bounded' });
    expect([values(whole), whole.certainty]).toEqual([['', 'a', 'b'], 'exhaustive']);
  });
});

describe('a bound on preemptions', () => {
  it('of none lets whoever began go on: only the order of the two is open', async () => {
    const report = await check(counter, { strategy: { 'preemption-bounded': { bound: 0 } } });
    expect([counts(report), values(report), report.certainty]).toEqual([[2, 0], [0], 'bounded']);
    expect(report.notes).toEqual(['every execution without preemptions was run; those with more were not all run']);
  });

  it('of one shows the lost update, and of two all there is', async () => {
    const one = await check(counter, { strategy: { 'preemption-bounded': { bound: 1 } } });
    expect([one.executions, values(one), one.certainty]).toEqual([4, [-1, 0, 1], 'bounded']);
    const two = await check(counter, { strategy: { 'preemption-bounded': { bound: 2 } } });
    expect([two.executions, two.certainty]).toEqual([6, 'exhaustive']);
  });

  it('does not count a process that waits', async () => {
    const report = await check(locked, { strategy: 'preemption-bounded' });
    const naive = await check(locked, { strategy: { exhaustive: 'naive' } });
    expect([report.executions, report.certainty]).toEqual([naive.executions, 'exhaustive']);
  });
});

describe('where the budget ends', () => {
  it('is said with what was covered until then', async () => {
    const report = await check(writers(6), { strategy: 'delay-bounded', budget: { executions: 30 } });
    expect([report.executions, report.certainty]).toEqual([30, 'bounded']);
    expect(report.notes).toEqual(['every execution with at most 2 delays was run; those with more were not all run']);
  });

  it('before the first bound, nothing is claimed', async () => {
    const report = await check(writers(6), { strategy: 'preemption-bounded', budget: { executions: 1 } });
    expect(report.notes).toEqual(['not even the executions without preemptions were all run']);
  });

  it.each(drawing)('%s draws that many', async (strategy) => {
    expect(counts(await check(writers(6), { strategy, budget: { executions: 17 } }))).toEqual([17, 0]);
    expect(counts(await check(counter, { strategy }))).toEqual([1000, 0]);
  });
});

describe('what every strategy says', () => {
  it.each(all)('%s: the outcomes of an exhaustive search', async (strategy) => {
    const report = await check(counter, { strategy });
    expect([values(report), report.verdict]).toEqual([[-1, 0, 1], 'race']);
    expect(report.strategy).toBe(strategy);
    for (const { schedule, value } of report.outcomes)
      expect((await replay(counter, schedule)).outcome).toBe(`returned ${String(value)}`);
  });

  it.each(drawing)('%s: never more than sampled', async (strategy) => {
    const report = await check(locked, { strategy, budget: { executions: 50 } });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'sampled']);
  });

  it('a bounded search that ended is exhaustive, and one that did not is ok (bounded)', async () => {
    const whole = await check(locked, { strategy: 'delay-bounded' });
    expect([whole.verdict, whole.certainty, whole.notes]).toEqual(['ok', 'exhaustive', []]);
    const part = await check(locked, { strategy: { 'delay-bounded': { bound: 0 } } });
    expect([part.verdict, part.certainty]).toEqual(['ok', 'bounded']);
  });

  it.each(drawing)('%s: that there was nothing to draw', async (strategy) => {
    const report = await check(async () => shared(1).read(), { strategy, budget: { executions: 5 } });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'sampled']);
    expect(report.notes).toEqual(['nothing was ever chosen: all 5 executions drawn are one and the same']);
  });

  it('and where nothing is to choose a bounded search has covered it', async () => {
    const report = await check(async () => shared(1).read(), { strategy: 'delay-bounded' });
    expect([counts(report), report.certainty]).toEqual([[1, 0], 'exhaustive']);
  });

  it.each(all)('%s: the same for the same seed', async (strategy) => {
    const options = { strategy, seed: 7, budget: { executions: 20 } } as const;
    const [first, again] = [await check(writers(4), options), await check(writers(4), options)];
    expect({ ...again, elapsedMs: 0 }).toEqual({ ...first, elapsedMs: 0 });
  });

  it.each(['random', 'pct'] as const)('%s: something else for another seed', async (strategy) => {
    const first = await check(counter, { strategy, seed: 1 });
    const other = await check(counter, { strategy, seed: 2 });
    expect(other.outcomes).not.toEqual(first.outcomes);
  });
});

describe('what is learnt while searching', () => {
  /** P's first step arms a timer, which a search learns when it sees it: then it is a step of its own. */
  async function armedFirst(): Promise<string> {
    const x = shared('', 'x');
    const p = go('P', async () => {
      const late = timeout(10);
      const got = await select({ late });
      await x.write(got.case);
    });
    const q = go('Q', () => timeout(5).receive());
    await p.join();
    await q.join();
    return x.read();
  }

  /** The error of a process that is joined late ends the program or is handed on. */
  async function failing(): Promise<string> {
    const x = shared(0, 'x');
    const p = go('P', async () => {
      await x.write(1);
      throw new Error('failed');
    });
    await x.read();
    return p.join().then(
      () => 'fine',
      () => 'handed on',
    );
  }

  it.each(all)('%s: starts again, and ends as the exhaustive search does', async (strategy) => {
    for (const program of [armedFirst, failing]) {
      const exhaustive = await check(program, {});
      const report = await check(program, { strategy });
      expect(values(report)).toEqual(values(exhaustive));
      if (report.certainty !== 'sampled') expect(report.certainty).toBe('exhaustive');
    }
  });
});

describe('what is learnt while drawing', () => {
  it.each(drawing)('%s: makes it draw from the start', async (strategy) => {
    // Its restart voids what was drawn until the error was first seen.
    const program = async (): Promise<void> => {
      const x = shared(0, 'x');
      go('P', () => x.write(1));
      if ((await x.read()) === 1) throw new Error('seen');
    };
    const report = await check(program, { strategy, budget: { executions: 30 } });
    expect([report.executions, values(report)]).toEqual([30, [{ $: 'undefined' }, 'panicked']]);
  });
});

describe('plain state that processes share', () => {
  async function sharing(): Promise<string> {
    let seen = '';
    const cell = shared(0, 'cell');
    const first = go('first', async () => {
      seen += 'first';
      await cell.read();
    });
    const second = go('second', async () => {
      seen += 'second';
      await cell.read();
    });
    await first.join();
    await second.join();
    return seen;
  }

  it.each(['delay-bounded', 'preemption-bounded'] as const)(
    '%s: is found before exhaustive is said',
    async (strategy) => {
      const report = await check(sharing, { strategy });
      expect([values(report), report.certainty]).toEqual([['firstsecond', 'secondfirst'], 'exhaustive']);
      expect(report.notes.join('\n')).toContain('share plain state (variable seen)');
    },
  );

  it('is not looked for where not everything was run', async () => {
    const report = await check(sharing, { strategy: { 'delay-bounded': { bound: 0 } } });
    expect([values(report), report.certainty]).toEqual([['firstsecond'], 'bounded']);
  });
});

describe('a program that can run for ever', () => {
  it.each(['delay-bounded', 'preemption-bounded'] as const)('%s: is covered to a depth', async (strategy) => {
    const report = await check(spinning, { strategy, budget: { steps: 60 } });
    expect([values(report), report.certainty]).toEqual([['seen'], 'bounded']);
    expect(report.notes.join('\n')).toContain('executions longer than 60 steps were cut');
  });

  it.each(drawing)('%s: what was cut is said', async (strategy) => {
    const report = await check(spinning, { strategy, budget: { steps: 3, executions: 100 } });
    expect([values(report), report.certainty]).toEqual([['seen'], 'sampled']);
    expect(report.notes.join('\n')).toMatch(/^executions longer than 3 steps were cut and are not counted: \d+$/);
    expect(report.executions).toBeLessThan(100);
  });
});

describe('a strategy that is none', () => {
  it.each([
    [{ pct: {} }, 'strategy.pct.depth is undefined: a whole number from 1 is needed'],
    [{ pct: { depth: 0 } }, 'strategy.pct.depth is 0: a whole number from 1 is needed'],
    [{ 'delay-bounded': { bound: -1 } }, 'strategy.delay-bounded.bound is -1: a whole number from 0 is needed'],
    [
      { 'preemption-bounded': { bound: 1.5 } },
      'strategy.preemption-bounded.bound is 1.5: a whole number from 0 is needed',
    ],
    [{ pct: { depth: 2, bound: 1 } }, 'strategy {"pct":{"depth":2,"bound":1}}: give '],
    [{ pct: 3 }, 'strategy {"pct":3}: give '],
    [{ pct: { depth: 3 }, replay: '' }, 'strategy {"pct":{"depth":3},"replay":""}: give '],
    [{ constructor: { depth: 3 } }, 'strategy {"constructor":{"depth":3}}: give '],
    [null, 'strategy null: give '],
    ['luck', 'strategy "luck": give '],
  ])('%j', async (strategy, message) => {
    await expect(check(counter, { strategy: strategy as unknown as Strategy })).rejects.toThrow(message);
  });

  it('in types', () => {
    const wrong = [
      // @ts-expect-error a depth is needed
      { pct: {} },
      // @ts-expect-error a depth is a number
      { pct: { depth: '3' } },
      // @ts-expect-error pct has no bound
      { pct: { depth: 3, bound: 1 } },
      // @ts-expect-error a bound is needed
      { 'delay-bounded': 2 },
      // @ts-expect-error random takes nothing
      { random: {} },
    ] satisfies Strategy[];
    expect(wrong.length).toBe(5);
  });
});

describe('on the command line', () => {
  it.each([
    ['pct', 'sampled', 'pct'],
    ['pct:5', 'sampled', '{"pct":{"depth":5}}'],
    ['delay-bounded', 'exhaustive', 'delay-bounded'],
    ['delay-bounded:0', 'bounded', '{"delay-bounded":{"bound":0}}'],
    ['preemption-bounded:1', 'bounded', '{"preemption-bounded":{"bound":1}}'],
  ])('--strategy %s', { timeout: STEP_MS }, async (strategy, certainty, name) => {
    const run = await hb({ 'a.ts': counterText }, ['check', 'a.ts', '--strategy', strategy, '--json']);
    const report = JSON.parse(run.stdout) as Report;
    expect([report.certainty, report.strategy, report.verdict === 'race' || certainty === 'bounded']).toEqual([
      certainty,
      name,
      true,
    ]);
  });
});
