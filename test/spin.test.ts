// Loops that only read again what they wait for: merged where that makes no difference, a livelock where nobody ends them.
import { atomic, chan, go, Mutex, shared } from 'happens-before';
import { check, type Report } from 'happens-before/check';
import { describe, expect, test } from 'vitest';

function returned(report: Report): unknown[] {
  return report.outcomes.map(({ kind, value }) => (kind === 'returned' ? value : kind)).sort();
}

describe('a loop that only reads again', () => {
  test('does not make the search endless', async () => {
    const report = await check(async () => {
      const ready = atomic(false);
      go('writer', () => ready.store(true));
      while (!(await ready.load()));
      return 'done';
    });
    expect([report.verdict, report.certainty, report.redundant]).toEqual(['ok', 'exhaustive', 0]);
    // Nothing read before the write, once, or twice and then held.
    expect(report.executions).toBe(3);
  });

  test('that gives up keeps each of its outcomes', async () => {
    const report = await check(async () => {
      const ready = atomic(false);
      go('writer', () => ready.store(true));
      for (let turn = 0; turn < 3; turn++) if (await ready.load()) return turn;
      return 'gave up';
    });
    expect([report.certainty, report.executions]).toEqual(['exhaustive', 4]);
    expect(returned(report)).toEqual([0, 1, 2, 'gave up']);
  });

  test('that gives up, before one on the same cell that does not', async () => {
    const report = await check(async () => {
      const ready = atomic(false);
      go('writer', () => ready.store(true));
      for (let turn = 0; turn < 3; turn++) if (await ready.load()) return turn;
      while (!(await ready.load()));
      return 'late';
    });
    expect(report.certainty).toBe('exhaustive');
    expect(returned(report)).toEqual([0, 1, 2, 'late']);
  });

  test('that counts its turns is not merged', async () => {
    const report = await check(
      async () => {
        const ready = atomic(false);
        go('writer', () => ready.store(true));
        let turns = 0;
        while (!(await ready.load())) turns++;
        return Math.min(turns, 5);
      },
      { budget: { steps: 200 } },
    );
    expect(report.certainty).toBe('bounded');
    expect(returned(report)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('that gives up after long', async () => {
    const report = await check(async () => {
      const ready = atomic(false);
      go('writer', () => ready.store(true));
      for (let turn = 0; turn < 1010; turn++) if (await ready.load()) return 'ready';
      return 'gave up';
    });
    expect([report.certainty, report.findings]).toEqual(['exhaustive', []]);
    expect(returned(report)).toEqual(['gave up', 'ready']);
  });

  test('that gives up after long, and that nobody wakes', async () => {
    const report = await check(async () => {
      const ready = atomic(false);
      for (let turn = 0; turn < 150; turn++) if (await ready.load()) return 'ready';
      return 'gave up';
    });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'exhaustive']);
    expect(returned(report)).toEqual(['gave up']);
  });

  test('of a spin lock keeps others out', async () => {
    const report = await check(async () => {
      const held = atomic(false);
      const x = shared(0, 'x');
      const add = async (): Promise<void> => {
        while (!(await held.compareAndSwap(false, true)));
        await x.update((n) => n + 1);
        await held.store(false);
      };
      const processes = [go('P', add), go('Q', add)];
      for (const process of processes) await process.join();
      return x.read();
    });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'exhaustive']);
    expect(returned(report)).toEqual([2]);
  });

  test('of two cells in turn: Peterson', async () => {
    const report = await check(async () => {
      const wants = [atomic(false), atomic(false)] as const;
      const turn = atomic(0);
      const x = shared(0, 'x');
      const enter = async (me: 0 | 1): Promise<void> => {
        const other = me === 0 ? 1 : 0;
        await wants[me].store(true);
        await turn.store(other);
        while ((await wants[other].load()) && (await turn.load()) === other);
        await x.update((n) => n + 1);
        await wants[me].store(false);
      };
      const processes = [go('P', () => enter(0)), go('Q', () => enter(1))];
      for (const process of processes) await process.join();
      return x.read();
    });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'exhaustive']);
    expect(returned(report)).toEqual([2]);
  });

  test('of a lock that is tried', async () => {
    const report = await check(async () => {
      const lock = new Mutex('m');
      await lock.lock();
      go('owner', () => lock.unlock());
      while (!(await lock.tryLock()));
      return 'mine';
    });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'exhaustive']);
  });

  test('of the length of a channel', async () => {
    const report = await check(async () => {
      const jobs = chan<number>(2);
      go('first', () => jobs.send(1));
      go('second', () => jobs.send(2));
      while ((await jobs.length()) < 2);
      return jobs.receive();
    });
    expect([report.verdict, report.certainty, report.redundant]).toEqual(['ok', 'exhaustive', 0]);
    expect(returned(report)).toEqual([1, 2]);
  });
});

describe('a livelock', () => {
  test('of main, which can then never return', async () => {
    const report = await check(async () => {
      const ready = atomic(false, 'ready');
      while (!(await ready.load()));
      return 'done';
    });
    expect([report.verdict, report.certainty]).toEqual(['deadlock', 'exhaustive']);
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(['blocked']);
    const found = report.findings.find(({ kind }) => kind === 'livelock');
    expect(found).toMatchObject({ process: 'main', waitingOn: 'load ready', turn: 1 });
  });

  test('of a process that main does not wait for', async () => {
    const report = await check(async () => {
      const ready = atomic(false, 'ready');
      go('waiter', async () => {
        while (!(await ready.load()));
      });
      return 'done';
    });
    expect([report.verdict, report.certainty]).toEqual(['livelock', 'exhaustive']);
    expect(report.findings).toMatchObject([{ kind: 'livelock', process: 'waiter', waitingOn: 'load ready' }]);
  });

  test('of a process that what it watches has let go round once more', async () => {
    const report = await check(async () => {
      const count = atomic(0, 'count');
      go('one', () => count.store(1));
      go('waiter', async () => {
        while ((await count.load()) < 2);
      });
      return 'done';
    });
    expect([report.verdict, report.certainty]).toEqual(['livelock', 'exhaustive']);
    expect(report.findings).toMatchObject([{ kind: 'livelock', process: 'waiter', waitingOn: 'load count' }]);
  });

  test('of main in some executions', async () => {
    const report = await check(async () => {
      const count = atomic(0, 'count');
      go('one', () => count.store(1));
      go('two', () => count.store(2));
      while ((await count.load()) < 2);
      return 'done';
    });
    expect([report.verdict, report.certainty]).toEqual(['deadlock', 'exhaustive']);
    expect(returned(report)).toEqual(['blocked', 'done']);
  });

  test('of a process that watches a channel into which nobody sends', async () => {
    const report = await check(async () => {
      const jobs = chan<number>(1, 'jobs');
      go('waiter', async () => {
        while ((await jobs.length()) === 0);
      });
      return 'done';
    });
    expect([report.verdict, report.certainty]).toEqual(['livelock', 'exhaustive']);
    expect(report.findings).toMatchObject([{ kind: 'livelock', process: 'waiter', waitingOn: 'length jobs' }]);
  });
});
