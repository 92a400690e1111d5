// Loops that wait for timers of their own and look again: merged where that makes no difference, a livelock where nobody ends them.
import {
  atomic,
  cancellation,
  chan,
  go,
  Mutex,
  select,
  sleep,
  synchronous,
  after as timeout,
  timer,
} from 'happens-before';
import { check, type Report } from 'happens-before/check';
import { describe, expect, test } from 'vitest';

function said({ verdict, certainty, findings }: Report): unknown[] {
  return [
    verdict,
    certainty,
    [...new Set(findings.map((one) => `${one.kind} ${'process' in one ? one.process : ''}`))],
  ];
}

function returned(report: Report): unknown[] {
  return report.outcomes.map(({ kind, value }) => (kind === 'returned' ? value : kind)).sort();
}

const livelock = ['livelock', 'exhaustive', ['livelock loop']];

describe('a loop that waits for timers only', () => {
  test.each<readonly [string, () => Promise<unknown>]>([
    ['sleeps', () => sleep(10)],
    ['makes a deadline and waits for it', () => cancellation({ after: 10 }).done.receive()],
    ['waits for one of two timers', () => select({ soon: timeout(1), late: timeout(2) })],
    ['stops its timer', () => timer(10).stop()],
    ['sleeps longer each time', backingOff()],
  ])('that %s is a livelock where nobody is left to end it', async (_, turn) => {
    const report = await check(async () => {
      go('loop', async () => {
        for (;;) await turn();
      });
      return 'done';
    });
    expect(said(report)).toEqual(livelock);
  });

  test('is one for main, which never returns', async () => {
    const report = await check(async () => {
      for (;;) await sleep(10);
    });
    expect(said(report)).toEqual(['deadlock', 'exhaustive', ['livelock main', 'deadlock main']]);
    expect(returned(report)).toEqual(['blocked']);
  });

  test('is none where the process owns a resource', async () => {
    const report = await check(async () => {
      go('loop', () => forEver(() => sleep(10)), { background: true });
      return 'done';
    });
    expect(said(report)).toEqual(['ok', 'exhaustive', []]);
  });

  test('is none where another may still end it, however late, and whichever way the select takes', async () => {
    const report = await check(async () => {
      const stop = chan<never>(0, 'stop');
      const loop = go('loop', async () => {
        while ((await select({ stop, pause: timeout(10) })).case !== 'stop');
      });
      await sleep(1000);
      await stop.close();
      await loop.join();
      return 'stopped';
    });
    expect(said(report)).toEqual(['ok', 'exhaustive', []]);
  });

  test('is none where a timer set before it ends it', async () => {
    for (const early of [true, false]) {
      const report = await check(async () => {
        const late = timeout(1000);
        const x = atomic(0);
        go('loop', async () => {
          for (;;) {
            if (early) await x.load();
            if ((await select({ late, pause: timeout(10) })).case === 'late') return;
            if (!early) await x.load();
          }
        });
      });
      expect(said(report)).toEqual(['ok', 'exhaustive', []]);
    }
  });

  test('is none where a deadline set before it ends it', async () => {
    const report = await check(async () => {
      const { done } = cancellation({ after: 1000 });
      while ((await select({ done, pause: timeout(10) })).case !== 'done');
      return 'done';
    });
    expect(said(report)).toEqual(['ok', 'exhaustive', []]);
  });
});

describe('a loop that looks after each wait', () => {
  test('sees what it looks for', async () => {
    const report = await check(async () => {
      const ready = atomic(false);
      go('writer', () => ready.store(true));
      while (!(await ready.load())) await sleep(10);
      return 'ready';
    });
    expect(said(report)).toEqual(['ok', 'exhaustive', []]);
    expect(returned(report)).toEqual(['ready']);
  });

  test('and gives up keeps each of its outcomes, soon or after long', async () => {
    for (const [turns, last] of [
      [3, 2],
      [150, 1],
    ] as const) {
      const report = await check(async () => {
        const ready = atomic(false);
        if (last === 2) go('writer', () => ready.store(true));
        for (let turn = 0; turn < turns; turn++) {
          if (await ready.load()) return turn;
          await sleep(10);
        }
        return 'gave up';
      });
      expect(said(report)).toEqual(['ok', 'exhaustive', []]);
      expect(returned(report)).toEqual(last === 2 ? [0, 1, 2, 'gave up'] : ['gave up']);
    }
  });

  test('and counts its turns is not merged', async () => {
    const report = await check(
      async () => {
        const ready = atomic(false);
        go('writer', () => ready.store(true));
        let turns = 0;
        for (; !(await ready.load()); turns++) await sleep(10);
        return Math.min(turns, 4);
      },
      { budget: { steps: 200 } },
    );
    expect(report.certainty).toBe('bounded');
    expect(returned(report)).toEqual([0, 1, 2, 3, 4]);
  });

  test('and changes what others read is not merged', async () => {
    const report = await check(
      async () => {
        const beats = atomic(0);
        go('loop', () => forEver(() => sleep(10).then(() => beats.add(1))));
        return beats.load();
      },
      { budget: { steps: 200 } },
    );
    expect([report.certainty, report.findings]).toEqual(['bounded', []]);
  });

  test('while others hold its lock', async () => {
    const report = await check(async () => {
      const lock = new Mutex('lock');
      const stop = cancellation();
      const loop = go('loop', async () => {
        while ((await select({ done: stop.done, pause: timeout(10) })).case !== 'done') {
          await lock.lock();
          await lock.unlock();
        }
      });
      await lock.lock();
      await stop.cancel();
      await lock.unlock();
      await loop.join();
      return 'done';
    });
    expect(said(report)).toEqual(['ok', 'exhaustive', []]);
  });
});

test('where time is known, a loop that waits is gone round turn by turn', async () => {
  const report = await check(
    async () => {
      const stop = chan<never>(0, 'stop');
      const loop = go('loop', async () => {
        while ((await select({ stop, pause: timeout(10) })).case !== 'stop');
      });
      await sleep(2005);
      await stop.close();
      await loop.join();
    },
    { model: synchronous({ delay: [0, 0], step: [0, 0] }) },
  );
  expect(said(report)).toEqual(['ok', 'exhaustive', []]);
});

test('a variable that others read counts the turns of a loop that only reads', async () => {
  const report = await check(
    async () => {
      let turns = 0;
      const [x, y] = [atomic(0), atomic(0)];
      go('loop', () => forEver(() => x.load().then(() => turns++)));
      await y.load();
      return turns;
    },
    { budget: { steps: 100 } },
  );
  // It said that there are three outcomes, and no more.
  expect(report.certainty).toBe('bounded');
});

async function forEver(turn: () => Promise<unknown>): Promise<never> {
  for (;;) await turn();
}

function backingOff(): () => Promise<void> {
  let pause = 1;
  return () => {
    pause = pause * 1.01 + 1;
    return sleep(Math.min(pause, 60_000));
  };
}
