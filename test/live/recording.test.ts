import { setTimeout as wait } from 'node:timers/promises';
import {
  after,
  atomic,
  type Cancellation,
  Cond,
  cancellation,
  chan,
  go,
  Mutex,
  type ReceiveChannel,
  RWMutex,
  Semaphore,
  type Shared,
  select,
  shared,
  sleep,
  timer,
  WaitGroup,
} from 'happens-before';
import { describe, expect, test } from 'vitest';
import { driver } from '../../src/kernel/driver.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { recorded } from './recorded.ts';

/** The events of a trace, each as `process operation object = value`. */
function story({ events, processes }: Trace): string[] {
  return events.map(({ participants, effects }) =>
    [
      ...participants.map(({ process, operation, object, argument, result }) =>
        [processes[process]?.name, operation, object, argument, result === undefined ? undefined : `→ ${result}`]
          .filter((part) => part !== undefined)
          .join(' '),
      ),
      ...effects,
    ].join(', '),
  );
}

describe('a recorded run', () => {
  test('tells every operation, its line, its values and what it comes after', async () => {
    const { trace, outcome } = await recorded(async () => {
      const jobs = chan<number>(0, 'jobs');
      const worker = go('worker', async () => (await jobs.receive()) ?? 0);
      await jobs.send(7);
      return worker.join();
    });
    expect(outcome).toBe('returned 7');
    expect(story(trace)).toEqual([
      'main start, starts worker',
      'main send jobs 7, worker receive jobs → 7, worker returns 7',
      'main join worker → 7, main returns 7',
    ]);
    expect(trace.events.map(({ after: before }) => before)).toEqual([[], [0], [1]]);
    for (const { site } of trace.events.slice(1).flatMap(({ participants }) => participants)) {
      expect(site).toMatch(/^recording\.test\.ts:\d+:\d+$/);
    }
  });

  test('puts the live driver back when it is over', async () => {
    const before = driver();
    let during: unknown;
    await recorded(() => {
      during = driver();
    });
    expect(during).not.toBe(before);
    expect(driver()).toBe(before);
    const x = shared(1, 'x');
    expect(await Promise.all([x.read(), x.read()])).toEqual([1, 1]);
  });

  test('gives what a run gives that is not recorded', async () => {
    const program = async (): Promise<unknown[]> => {
      const [jobs, m, group, cond] = [chan<number>(2, 'jobs'), new RWMutex(), new WaitGroup(), new Semaphore(2)];
      const seen: unknown[] = [];
      await group.add(3);
      for (const name of ['a', 'b', 'c']) {
        go(name, async () => {
          for await (const job of jobs) {
            await cond.acquire(job > 3 ? 2 : 1);
            await m.lock();
            seen.push(job);
            await m.unlock();
            await cond.release(job > 3 ? 2 : 1);
          }
          await group.done();
        });
      }
      for (const job of [1, 2, 3, 4, 5]) await jobs.send(job);
      await jobs.close();
      seen.push(await jobs.send(9).catch((error: unknown) => (error as Error).name));
      await group.wait();
      seen.push(await jobs.trySend(1).catch((error: unknown) => (error as Error).name), await jobs.tryReceive());
      seen.push(await select({ jobs, late: after(1000) }), await jobs.length());
      return seen.map((one) => JSON.stringify(one)).sort();
    };
    const { outcome, races } = await recorded(program);
    expect(outcome).toBe(`returned ${JSON.stringify(await program())}`);
    expect(races).toEqual([]);
  });

  test('says who is left waiting, for what and where', async () => {
    const { trace, outcome } = await recorded(async () => {
      go('stuck', () => chan<number>(0, 'jobs').send(1));
      go('owner', () => chan<number>(0, 'never').receive(), { background: true });
      await sleep(1);
    });
    expect(outcome).toBe('returned undefined');
    expect(trace.processes.map(({ name, end, waitingOn }) => [name, end, waitingOn])).toEqual([
      ['main', 'returned', undefined],
      ['stuck', 'waiting', 'send jobs'],
      ['owner', 'idle', 'receive never'],
    ]);
    expect(story(trace).at(-1)).toBe('main sleep 1, main returns');
  });

  test('keeps the first events only, and runs on', async () => {
    const most = 6;
    const program = async (): Promise<number> => {
      const jobs = chan<number>(0, 'jobs');
      const x = shared(0, 'x');
      const worker = go('worker', async () => {
        for await (const job of jobs) await x.update((sum) => sum + job);
      });
      for (let job = 1; job <= 10; job++) await jobs.send(job);
      await jobs.close();
      await worker.join();
      return x.read();
    };
    const whole = await recorded(program);
    const { outcome, trace, races } = await recorded(program, 5000, most);
    expect([outcome, whole.outcome]).toEqual(['returned 55', 'returned 55']);
    expect([trace.cut, whole.trace.cut]).toEqual([true, undefined]);
    expect(trace.events.map(({ participants }) => participants)).toEqual(
      whole.trace.events.slice(0, most).map(({ participants }) => participants),
    );
    expect(races).toEqual([]);
  });

  test('a large value, one with getters and one that throws cost and disturb nothing', async () => {
    let called = 0;
    const odd = {
      get secret() {
        called++;
        return 1;
      },
    };
    const refusing = new Proxy({}, { ownKeys: () => expect.fail('asked') });
    const { trace } = await recorded(async () => {
      const x = shared<unknown>(0, 'x');
      for (const value of [
        new Uint8Array(1e6),
        Array.from({ length: 1e6 }),
        odd,
        refusing,
        { a: { b: { c: { d: 1 } } } },
      ]) {
        await x.write(value);
      }
    });
    expect(called).toBe(0);
    const texts = trace.events.flatMap(({ participants }) => participants.map(({ argument }) => argument)).slice(1);
    expect(texts).toEqual([
      'Uint8Array(1000000)',
      'Array(1000000)',
      '{secret: [left out]}',
      '[unreadable: it throws]',
      '{a: {b: [left out]}}',
    ]);
  });
});

type Program = (x: Shared<number>) => Promise<unknown>;

/** The objects raced on in a run of a program with one cell. */
async function racedOn(program: Program): Promise<string[]> {
  const { outcome, races, trace } = await recorded(() => program(shared(0, 'x')));
  expect(outcome).toMatch(/^returned/);
  const accesses = trace.events.flatMap(({ participants }) => participants).filter(({ object }) => object === 'x');
  expect(accesses.length).toBeGreaterThan(1);
  return [...new Set(races.map(({ object }) => object))];
}

/** Passes on what another process wrote through a promise of the platform. */
async function throughPromise(x: Shared<number>, settles: 'before' | 'after'): Promise<void> {
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  go('writer', async () => {
    if (settles === 'before') settle();
    await x.write(1);
    if (settles === 'after') settle();
  });
  await settled;
  await x.read();
}

const ordered: Readonly<Record<string, Program>> = {
  'an awaited call': async (x) => {
    await x.write(1);
    await x.read();
  },
  'all inputs of Promise.all': async (x) => {
    const [writer, other] = [go('writer', () => x.write(1)), go('other', () => sleep(2))];
    await Promise.all([writer.join(), other.join()]);
    await x.read();
  },
  'all inputs of Promise.allSettled': async (x) => {
    const [writer, other] = [go('writer', () => x.write(1)), go('other', () => sleep(2))];
    await Promise.allSettled([writer.join(), other.join()]);
    await x.read();
  },
  'the winner of Promise.race': async (x) => {
    const [writer, other] = [go('writer', () => x.write(1)), go('other', () => sleep(2))];
    await Promise.race([other.join(), writer.join()]);
    await x.read();
  },
  'who settles a promise': (x) => throughPromise(x, 'after'),
  'who sets a timer of the platform': async (x) => {
    await x.write(1);
    await new Promise<void>((resolve, reject) => {
      setTimeout(() => void x.read().then(() => resolve(), reject), 1);
    });
  },
  'who asks for a callback': async (x) => {
    await x.write(1);
    await new Promise<void>((resolve) => {
      queueMicrotask(() => process.nextTick(() => setImmediate(() => void x.read().then(() => resolve()))));
    });
  },
  'a promise of the platform': async (x) => {
    await x.write(1);
    await wait(1);
    await x.read();
  },
  'what a generator yields': async (x) => {
    const source = (async function* () {
      await x.write(1);
      yield 1;
    })();
    for await (const _ of source) await x.read();
  },
  'who aborts a wait': async (x) => {
    const controller = new AbortController();
    go('writer', async () => {
      await x.write(1);
      controller.abort();
    });
    await chan<number>()
      .receive({ signal: controller.signal })
      .catch(() => {});
    await x.read();
  },
  'who aborted before a wait began': async (x) => {
    const controller = new AbortController();
    go('writer', async () => {
      await x.write(1);
      controller.abort();
    });
    await wait(2);
    await sleep(1000, { signal: controller.signal }).catch(() => {});
    await x.read();
  },
  'who cancels a wait': async (x) => {
    const scope = cancellation();
    const below = cancellation({ parent: scope });
    go('writer', async () => {
      await x.write(1);
      await scope.cancel();
    });
    await new Mutex().lock().then(() => below.done.receive());
    await x.read();
  },
  'a scope made from one that was cancelled': async (x) => {
    const scope = cancellation();
    go('writer', async () => {
      await x.write(1);
      await scope.cancel();
    });
    await wait(2);
    await cancellation({ parent: scope }).done.receive();
    await x.read();
  },
  'what preceded an await': async (x) => {
    let settle = (): void => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    go('settler', () => settle());
    await x.write(1);
    await settled;
    await x.read();
  },
  'the setting of a timer': async (x) => {
    let alarm: ReceiveChannel<number> | undefined;
    const reader = go('reader', async () => {
      await wait(2);
      await alarm?.receive();
      await x.read();
    });
    await x.write(1);
    alarm = after(4);
    await reader.join();
  },
  'the setting of a timer that nobody waits for when it fires': async (x) => {
    let alarm: ReceiveChannel<number> | undefined;
    const reader = go('reader', async () => {
      await wait(6);
      await alarm?.receive();
      await x.read();
    });
    await x.write(1);
    alarm = after(1);
    await reader.join();
  },
  'the setting of a deadline': async (x) => {
    let scope: Cancellation | undefined;
    const reader = go('reader', async () => {
      await wait(2);
      await scope?.done.receive();
      await x.read();
    });
    await x.write(1);
    scope = cancellation({ after: 4 });
    await reader.join();
  },
  'two atomic accesses': async () => {
    const flag = atomic(0, 'x');
    const writer = go('writer', () => flag.store(1));
    await flag.load();
    await writer.join();
  },
  'a semaphore': async (x) => {
    const one = new Semaphore(1);
    const turn = async (): Promise<void> => {
      await one.acquire();
      await x.update((n) => n + 1);
      await one.release();
    };
    for (const process of [go('p', turn), go('q', turn)]) await process.join();
  },
};

const racing: Readonly<Record<string, Program>> = {
  'a call that is not awaited': async (x) => {
    const writing = x.write(1);
    await x.read();
    await writing;
  },
  'the losers of Promise.race': async (x) => {
    const [writer, other] = [go('writer', () => x.write(1).then(() => sleep(5))), go('other', () => sleep(1))];
    await Promise.race([other.join(), writer.join()]);
    await x.read();
  },
  'two strands of one process': async (x) => {
    await Promise.all([x.update((n) => n + 1), x.update((n) => n + 1)]);
  },
  'who settles a promise and then goes on': (x) => throughPromise(x, 'before'),
  'real time': async (x) => {
    go('writer', () => x.write(1));
    await sleep(3);
    await x.read();
  },
  'the firing of a timer that somebody else set': async (x) => {
    const alarm = timer(2);
    go('writer', () => x.write(1));
    await alarm.channel.receive();
    await x.read();
  },
  'a callback, but who asked for it': async (x) => {
    go('writer', () => x.write(1));
    await new Promise<void>((resolve) => {
      setTimeout(() => void x.read().then(() => resolve()), 2);
    });
  },
  'a settled wait, but who aborted it': async (x) => {
    const controller = new AbortController();
    go('writer', () => x.write(1));
    go('aborter', () => controller.abort());
    await chan<number>()
      .receive({ signal: controller.signal })
      .catch(() => {});
    await x.read();
  },
  'a scope that is made cancelled, but who cancelled the one above': async (x) => {
    const above = cancellation();
    go('canceller', () => above.cancel());
    go('writer', () => x.write(1));
    await wait(2);
    const below = cancellation({ parent: above });
    await sleep(1000, { signal: below.signal }).catch(() => {});
    await x.read();
  },
  'a rejected wait on a Cond': async (x) => {
    const cond = new Cond(new Mutex());
    go('writer', async () => {
      await x.write(1);
      await cond.signal();
    });
    await cond.wait().catch(() => {});
    await x.read();
  },
  'plain and atomic accesses': async () => {
    const flag = atomic(0, 'x');
    go('writer', () => flag.plain.write(1));
    await flag.load();
  },
};

describe('in a recorded run', () => {
  test.each(Object.entries(ordered))('%s orders', async (_, program) => {
    expect(await racedOn(program)).toEqual([]);
  });

  test.each(Object.entries(racing))('%s: nothing orders', async (_, program) => {
    expect(await racedOn(program)).toEqual(['x']);
  });
});

describe('what races beside cells', () => {
  test('a close and a send', async () => {
    const { races } = await recorded(async () => {
      const jobs = chan<number>(1, 'jobs');
      const sender = go('sender', () => jobs.send(1));
      await sleep(1);
      await jobs.close();
      await sender.join();
    });
    expect(races.map(({ object, first, second }) => [object, first.access, second.access])).toEqual([
      ['jobs', 'send', 'close'],
    ]);
  });

  test('a close and a send that it wakes', async () => {
    const { races } = await recorded(async () => {
      const jobs = chan<number>(0, 'jobs');
      const sender = go('sender', () => jobs.send(1).catch(() => {}));
      await sleep(1);
      await jobs.close();
      await sender.join();
    });
    expect(races.map(({ object, first, second }) => [object, first.access, second.access])).toEqual([
      ['jobs', 'send', 'close'],
    ]);
  });

  test('an add from zero and a wait', async () => {
    const { races } = await recorded(async () => {
      const group = new WaitGroup('group');
      go('worker', async () => {
        await group.add(1);
        await group.done();
      });
      await group.wait();
    });
    expect(races.map(({ object }) => object)).toEqual(['group']);
  });
});
