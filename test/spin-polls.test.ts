// Loops that poll channels, and loops that take a lock and give it back in every turn, are merged as those that only read.
import { atomic, chan, go, Mutex, select, shared } from 'happens-before';
import { check, type Report } from 'happens-before/check';
import { describe, expect, test } from 'vitest';

function returned(report: Report): unknown[] {
  return report.outcomes.map(({ kind, value }) => (kind === 'returned' ? value : kind)).sort();
}

function counted({ verdict, certainty, executions, redundant }: Report): unknown[] {
  return [verdict, certainty, executions, redundant];
}

describe('a loop that polls', () => {
  test('a channel until it is closed', async () => {
    const report = await check(async () => {
      const stop = chan<never>(0, 'stop');
      go('closer', () => stop.close());
      while ((await select({ stop }, { otherwise: true })).case === undefined);
      return 'stopped';
    });
    // Closed before it looked, after it looked once, and after twice.
    expect(counted(report)).toEqual(['ok', 'exhaustive', 3, 0]);
  });

  test('a channel until somebody comes to send', async () => {
    const report = await check(async () => {
      const work = chan<number>(0, 'work');
      go('sender', () => work.send(1));
      for (;;) {
        const found = await work.tryReceive();
        if (found !== undefined) return found.value;
      }
    });
    expect(counted(report)).toEqual(['ok', 'exhaustive', 3, 0]);
    expect(returned(report)).toEqual([1]);
  });

  test('a channel until somebody comes to receive', async () => {
    const report = await check(async () => {
      const work = chan<number>(0, 'work');
      const receiver = go('receiver', () => work.receive());
      while (!(await work.trySend(1)));
      return receiver.join();
    });
    expect(counted(report)).toEqual(['ok', 'exhaustive', 3, 0]);
    expect(returned(report)).toEqual([1]);
  });

  test('another channel before the one somebody comes to', async () => {
    const report = await check(async () => {
      const idle = chan<number>(0, 'idle');
      const work = chan<number>(0, 'work');
      go('sender', () => work.send(1));
      for (;;) {
        if ((await idle.tryReceive()) !== undefined) return 'idle';
        if ((await work.tryReceive()) !== undefined) return 'work';
      }
    });
    // Met in the first turn or the second; held after that, it would be met as it is in the second.
    expect(counted(report)).toEqual(['ok', 'exhaustive', 2, 1]);
    expect(returned(report)).toEqual(['work']);
  });

  test('the same channel twice, with a read between', async () => {
    const report = await check(async () => {
      const stop = chan<never>(0, 'stop');
      const x = atomic(0, 'x');
      go('closer', async () => {
        await x.store(1);
        await stop.close();
      });
      for (;;) {
        if ((await select({ stop }, { otherwise: true })).case !== undefined) return 'before';
        await x.load();
        if ((await select({ stop }, { otherwise: true })).case !== undefined) return 'behind';
      }
    });
    expect([report.verdict, report.certainty, report.redundant]).toEqual(['ok', 'exhaustive', 0]);
    expect(returned(report)).toEqual(['before', 'behind']);
  });

  test('and counts its turns is not merged, whichever poll ends it', async () => {
    for (const polls of [1, 2]) {
      const report = await check(
        async () => {
          const channels = [chan<number>(0), chan<number>(0)].slice(0, polls);
          go('sender', () => channels.at(-1)?.send(1));
          for (let turns = 0; ; turns++) {
            for (const channel of channels) if ((await channel.tryReceive()) !== undefined) return Math.min(turns, 4);
          }
        },
        { budget: { steps: 200 } },
      );
      expect(report.certainty).toBe('bounded');
      expect(returned(report)).toEqual([0, 1, 2, 3, 4]);
    }
  });

  test('is a livelock where nobody comes, and where only polls do', async () => {
    const alone = await check(async () => {
      const work = chan<number>(0, 'work');
      while ((await work.tryReceive()) === undefined);
    });
    expect([alone.verdict, alone.certainty]).toEqual(['deadlock', 'exhaustive']);
    expect(alone.findings.find(({ kind }) => kind === 'livelock')).toMatchObject({
      process: 'main',
      waitingOn: 'tryReceive work',
      turn: 1,
    });
    const both = await check(async () => {
      const work = chan<number>(0, 'work');
      go('offers', async () => {
        while (!(await work.trySend(1)));
      });
      go('asks', async () => {
        while ((await work.tryReceive()) === undefined);
      });
    });
    expect([both.verdict, both.certainty]).toEqual(['livelock', 'exhaustive']);
    expect(both.findings.map((found) => 'process' in found && found.process).sort()).toEqual(['asks', 'offers']);
  });
});

describe('a loop that gives back its lock in every turn', () => {
  test('does not make the search endless', async () => {
    const report = await check(async () => {
      const lock = new Mutex('lock');
      const x = shared(0, 'x');
      go('writer', async () => {
        await lock.lock();
        await x.write(1);
        await lock.unlock();
      });
      for (;;) {
        await lock.lock();
        const seen = await x.read();
        await lock.unlock();
        if (seen === 1) return 'seen';
      }
    });
    expect([report.verdict, report.certainty, report.redundant]).toEqual(['ok', 'exhaustive', 0]);
    expect(returned(report)).toEqual(['seen']);
  });

  test('lets others see it held', async () => {
    const report = await check(async () => {
      const [one, two] = [new Mutex('one'), new Mutex('two')];
      const stop = chan<never>(0, 'stop');
      go('loop', async () => {
        while ((await select({ stop }, { otherwise: true })).case === undefined) {
          await one.lock();
          await one.unlock();
          await two.lock();
          await two.unlock();
        }
      });
      // In a turn it holds the one before the two, so that these take three turns.
      const held = [!(await two.tryLock()), !(await one.tryLock()), !(await two.tryLock()), !(await one.tryLock())];
      await stop.close();
      return held.join();
    });
    expect(report.certainty).toBe('exhaustive');
    expect(returned(report)).toContain('true,true,true,true');
  });

  test('is a livelock where nobody changes what it reads', async () => {
    const report = await check(async () => {
      const lock = new Mutex('lock');
      const x = shared(0, 'x');
      go('waiter', async () => {
        for (let seen = 0; seen === 0; ) {
          await lock.lock();
          seen = await x.read();
          await lock.unlock();
        }
      });
      await lock.lock();
      await lock.unlock();
      return 'done';
    });
    expect([report.verdict, report.certainty]).toEqual(['livelock', 'exhaustive']);
    expect(report.findings).toMatchObject([{ kind: 'livelock', process: 'waiter', turn: 3 }]);
  });

  test('is not one where it holds the lock as it goes round', async () => {
    const report = await check(async () => {
      const lock = new Mutex('lock');
      const stop = chan<never>(0, 'stop');
      go('stopper', async () => {
        await lock.lock();
        await stop.close();
      });
      await lock.lock();
      for (;;) {
        if ((await select({ stop }, { otherwise: true })).case !== undefined) return 'stopped';
        await lock.unlock();
        await lock.lock();
      }
    });
    // Between unlock and lock the stopper may come in, and keeps the lock: a deadlock, but never for ever round.
    expect([report.verdict, report.certainty]).toEqual(['deadlock', 'exhaustive']);
    expect(report.findings.map(({ kind }) => kind)).toEqual(['deadlock']);
  });
});

describe('a loop over several cells', () => {
  test('is let go by either of them', async () => {
    const report = await check(async () => {
      const [x, y] = [atomic(0, 'x'), atomic(0, 'y')];
      go('P', () => x.store(1));
      go('Q', () => y.store(1));
      while ((await x.load()) + (await y.load()) < 2);
      return 'both';
    });
    expect(counted(report)).toEqual(['ok', 'exhaustive', 15, 0]);
    expect(report.notes.filter((note) => note.includes('share'))).toEqual([]);
  });

  test('and a variable that processes share sees that changed too', async () => {
    const report = await check(async () => {
      const [x, y] = [atomic(false, 'x'), atomic(0, 'y')];
      let flag = false;
      go('P', async () => {
        await y.load();
        flag = true;
        await y.load();
      });
      while (!(await x.load()) && !flag);
      return 'done';
    });
    expect([report.verdict, report.certainty]).toEqual(['ok', 'exhaustive']);
    expect(report.findings).toEqual([]);
  });
});
