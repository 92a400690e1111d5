import { chan, go, Mutex, shared, sleep } from 'happens-before';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { Report } from '../../src/report/report.ts';
import { generate } from '../oracle/generate.ts';
import { interpret } from '../oracle/interpret.ts';

// Awaits that need no operation: in a real run other processes come in between.

function summary({ verdict, certainty, outcomes }: Report): unknown[] {
  return [verdict, certainty, outcomes.map(({ kind, value }) => (kind === 'returned' ? value : kind))];
}

/** Two or more processes that run `body` on one plain variable. */
function counting(names: readonly string[], body: (state: { x: number }) => Promise<void>) {
  return async (): Promise<number> => {
    const state = { x: 0 };
    const processes = names.map((name) => go(name, () => body(state)));
    for (const process of processes) await process.join();
    return state.x;
  };
}

async function add(state: { x: number }): Promise<void> {
  const seen = state.x;
  await Promise.resolve();
  state.x = seen + 1;
}

const note = (report: Report): string | undefined => report.notes.find((text) => text.includes('need no operation'));

describe('plain state across awaits that need no operation', () => {
  it('is a violation without a schedule when it comes out as nobody expects', async () => {
    const report = await check(counting(['p', 'q'], add), { expect: { returned: 2 } });
    expect(summary(report)).toEqual(['violation', 'bounded', [2, 1]]);
    expect(report.findings).toEqual([
      { kind: 'violation', outcome: 'returned 1', expected: 'returned 2', schedule: '' },
    ]);
    expect(note(report)).toMatch(/^p, q share plain state.* returned 1 was found so, and has no schedule/);
  });

  it('is seen where a real run has all take turns', async () => {
    const three = counting(['p', 'q', 'r'], add);
    expect(new Set((await check(three)).outcomes.map(({ value }) => value))).toContain(await three());
  });

  it('is seen between main and a process it started', async () => {
    const report = await check(async () => {
      let x = 0;
      const p = go('p', () => {
        x++;
      });
      const seen = x;
      await Promise.resolve();
      x = seen + 1;
      await p.join();
      return x;
    });
    expect(summary(report)).toEqual(['undecided', 'bounded', [2, 1]]);
    expect(note(report)).toMatch(/^main, p share plain state \(variable x\)/);
  });

  it('is seen in a check that an async helper comes after', async () => {
    const report = await check(async () => {
      let stock = 1;
      let sold = 0;
      const isAllowed = async (user: string): Promise<boolean> => user !== '';
      const buy = async (): Promise<void> => {
        if (stock > 0 && (await isAllowed('ada'))) {
          stock--;
          sold++;
        }
      };
      const buyers = [go('p', buy), go('q', buy)];
      for (const buyer of buyers) await buyer.join();
      return sold;
    });
    expect(summary(report)).toEqual(['undecided', 'bounded', [1, 2]]);
  });

  it('is seen after steps that others follow, and between the sides of a hand-over', async () => {
    const unlocked = counting(['p', 'q'], async (state) => {
      const own = new Mutex();
      await own.lock();
      await add(state);
    });
    expect(summary(await check(unlocked))).toEqual(['undecided', 'bounded', [2, 1]]);
    const handed = await check(async () => {
      const state = { x: 0 };
      const c = chan<number>();
      const p = go('p', async () => {
        await c.send(1);
        await add(state);
      });
      await c.receive();
      await add(state);
      await p.join();
      return state.x;
    });
    expect(summary(handed)).toEqual(['undecided', 'bounded', [2, 1]]);
  });

  it('is a panic or a deadlock with its line where it leads to one', async () => {
    const panics = await check(
      counting(['p', 'q'], async (state) => {
        const seen = state.x;
        await Promise.resolve();
        if (state.x !== seen) throw new Error('changed');
        state.x = seen + 1;
      }),
    );
    expect(summary(panics)).toEqual(['panic', 'bounded', [2, 'panicked']]);
    expect(panics.findings[0]).toMatchObject({ kind: 'panic', error: 'Error: changed', schedule: '' });
    const stuck = await check(async () => {
      const never = chan<number>();
      return counting(['p', 'q'], async (state) => {
        const seen = state.x;
        await Promise.resolve();
        if (state.x !== seen) await never.receive();
        state.x = seen + 1;
      })();
    });
    expect(summary(stuck)).toEqual(['deadlock', 'bounded', [2, 'deadlocked']]);
    expect(JSON.stringify(stuck.findings[0])).toMatch(/receive .*raw-awaits\.test\.ts:/);
  });

  it('is seen where timers fire in one turn, and not where each has a turn of its own', async () => {
    const slept = counting(['p', 'q'], async (state) => {
      await sleep(10);
      await add(state);
    });
    expect(summary(await check(slept))).toEqual(['undecided', 'bounded', [2, 1]]);
    const platform = counting(['p', 'q'], async (state) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await add(state);
    });
    expect(summary(await check(platform))).toEqual(['ok', 'exhaustive', [2]]);
  });
});

describe('awaits that need no operation', () => {
  it('are nothing to speak of under a lock', async () => {
    const locked = await check(async () => {
      const m = new Mutex();
      return counting(['p', 'q'], async (state) => {
        await m.lock();
        await add(state);
        await m.unlock();
      })();
    });
    expect(summary(locked)).toEqual(['ok', 'exhaustive', [2]]);
    expect(locked.notes).toEqual([]);
  });

  it('are nothing to speak of where processes share operations only', async () => {
    const sums = (awaits: number) => async (): Promise<number | undefined> => {
      const x = shared(0, 'x');
      const m = new Mutex();
      const work = async (): Promise<void> => {
        let own = 0;
        for (let at = 0; at < awaits; at++) {
          await Promise.resolve();
          own++;
        }
        await m.lock();
        await x.update((n) => n + own);
        await m.unlock();
      };
      const processes = ['p', 'q', 'r'].map((name) => go(name, work));
      for (const process of processes) await process.join();
      return x.read();
    };
    const [none, many] = [await check(sums(0)), await check(sums(30))];
    expect(summary(many)).toEqual(['ok', 'exhaustive', [90]]);
    expect([many.executions, many.notes]).toEqual([none.executions, none.notes]);
  });

  it('cost a program that has none only those runs in which who waited goes on first', async () => {
    const runsOf = async (awaits: number): Promise<number> => {
      let runs = 0;
      await check(async () => {
        runs++;
        const c = chan<number>(2);
        for (const name of ['p', 'q'])
          go(name, async () => {
            for (let at = 0; at < awaits; at++) await Promise.resolve();
            await c.send(1);
          });
        await c.receive();
        await c.receive();
      });
      return runs;
    };
    expect(await runsOf(0)).toBe(38);
    expect(await runsOf(1)).toBeGreaterThan(38);
  });

  it('are no reason to doubt random programs whose strands share operations only', async () => {
    let exhaustive = 0;
    for (let seed = 1; seed <= 15; seed++) {
      const report = await check(interpret(generate(seed), new Map()), { budget: { executions: 40 } });
      expect([seed, note(report)]).toEqual([seed, undefined]);
      if (report.certainty === 'exhaustive') exhaustive++;
    }
    expect(exhaustive).toBeGreaterThan(5);
  }, 60_000);
});

describe('plain state after an operation in which two processes take part', () => {
  const cases: Readonly<Record<string, (log: string[]) => Promise<unknown>>> = {
    'a hand-over, whose sender came first': async (log) => {
      const c = chan<number>();
      const p = go('p', () => c.send(1).then(() => log.push('sent')));
      const q = go('q', () => c.receive().then(() => log.push('received')));
      await p.join();
      await q.join();
    },
    'a receive that makes room for a send': async (log) => {
      const c = chan<number>(1);
      await c.send(0);
      const p = go('p', () => c.send(1).then(() => log.push('sent')));
      await c.length();
      await c.receive();
      log.push('received');
      await p.join();
    },
    'an unlock that lets somebody in': async (log) => {
      const m = new Mutex();
      await m.lock();
      const p = go('p', () => m.lock().then(() => log.push('locked')));
      await m.unlock();
      log.push('unlocked');
      await p.join();
    },
    'a close': async (log) => {
      const c = chan<never>();
      const p = go('p', () => c.receive().then(() => log.push('ended')));
      await c.close();
      log.push('closed');
      await p.join();
    },
  };

  it.each(Object.entries(cases))('is seen both ways: %s', async (_, body) => {
    const program = async (): Promise<string> => {
      const log: string[] = [];
      await body(log);
      return log.join();
    };
    const report = await check(program);
    const values = report.outcomes.map(({ value }) => value);
    expect([report.verdict, report.certainty, values.length]).toEqual(['undecided', 'bounded', 2]);
    expect(values).toContain(await program());
    expect(report.notes.join()).toMatch(/share plain state .*after operations both take part in/);
  });

  it('is none where only one of them uses it, or a lock guards it', async () => {
    const handed = await check(async () => {
      const c = chan<number>();
      let sum = 0;
      const p = go('p', async () => {
        for (let n = 0; n < 3; n++) await c.send(n);
        await c.close();
      });
      for await (const n of c) sum += n;
      await p.join();
      return sum;
    });
    const locked = await check(async () => {
      const m = new Mutex();
      let n = 0;
      const add = async (): Promise<void> => {
        await m.lock();
        n++;
        await m.unlock();
      };
      const processes = [go('p', add), go('q', add), go('r', add)];
      for (const process of processes) await process.join();
      return n;
    });
    expect([summary(handed), summary(locked)]).toEqual([
      ['ok', 'exhaustive', [3]],
      ['ok', 'exhaustive', [3]],
    ]);
  });

  it('is none where who comes first cannot be the sender', async () => {
    const report = await check(async () => {
      const [ready, c] = [chan<number>(1), chan<number>()];
      const log: string[] = [];
      const p = go('p', async () => {
        await ready.receive();
        await c.send(1);
        log.push('sent');
      });
      const received = c.receive().then(() => log.push('received'));
      await ready.send(0);
      await received;
      await p.join();
      return log.join();
    });
    expect(report.outcomes.map(({ value }) => value)).toEqual(['received,sent']);
  });
});
