import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  Cond,
  cancellation,
  chan,
  go,
  Mutex,
  never,
  Once,
  RWMutex,
  Semaphore,
  select,
  sleep,
  WaitGroup,
  type WaitOptions,
} from 'happens-before';
import { describe, expect, test } from 'vitest';
import { queued, settled, stateOf, upTo } from './queues.ts';

/** An operation that has to wait, and how to see that a cancelled one left nothing and did nothing. */
interface Waiting {
  begin(options: WaitOptions): Promise<unknown>;
  /** Lets go whoever waits there now. */
  letGo(): Promise<unknown>;
}

const waits: Readonly<Record<string, () => Promise<Waiting>>> = {
  send: async () => {
    const c = chan<number>();
    return { begin: (o) => c.send(1, o), letGo: () => c.receive() };
  },
  'send to a full buffer': async () => {
    const c = chan<number>(1);
    await c.send(0);
    return { begin: (o) => c.send(1, o), letGo: () => c.receive() };
  },
  receive: async () => {
    const c = chan<number>();
    return { begin: (o) => c.receive(o), letGo: () => c.send(1) };
  },
  next: async () => {
    const c = chan<number>();
    return { begin: (o) => c.next(o), letGo: () => c.send(1) };
  },
  select: async () => {
    const [a, b] = [chan<number>(), chan<number>()];
    return { begin: (o) => select({ a, b: [b, 1] }, o), letGo: () => a.send(1) };
  },
  lock: async () => {
    const m = new Mutex();
    await m.lock();
    return { begin: (o) => m.lock(o), letGo: () => m.unlock() };
  },
  'lock for writing': async () => {
    const m = new RWMutex();
    await m.rlock();
    return { begin: (o) => m.lock(o), letGo: () => m.runlock() };
  },
  'lock for reading': async () => {
    const m = new RWMutex();
    await m.lock();
    return { begin: (o) => m.rlock(o), letGo: () => m.unlock() };
  },
  acquire: async () => {
    const s = new Semaphore(1);
    await s.acquire();
    return { begin: (o) => s.acquire(1, o), letGo: () => s.release() };
  },
  'wait for a group': async () => {
    const g = new WaitGroup();
    await g.add(1);
    return { begin: (o) => g.wait(o), letGo: () => g.done() };
  },
  'wait on a Cond': async () => {
    const m = new Mutex();
    const c = new Cond(m);
    return {
      begin: async (o) => {
        await m.lock();
        await c.wait(o);
        await m.unlock();
      },
      letGo: () => c.signal(),
    };
  },
  once: async () => {
    const once = new Once();
    let finish: () => void = () => undefined;
    void once.do(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await settled();
    return { begin: (o) => once.do(() => undefined, o), letGo: async () => finish() };
  },
  join: async () => {
    const end = chan<number>();
    const p = go('p', () => end.receive());
    return { begin: (o) => p.join(o), letGo: () => end.send(1) };
  },
  sleep: async () => ({ begin: (o) => sleep(30, o), letGo: () => sleep(40) }),
};

describe.each(Object.keys(waits))('%s', (name) => {
  const make = async (): Promise<Waiting> => {
    const waiting = await waits[name]?.();
    if (waiting === undefined) throw new Error(name);
    return waiting;
  };

  test('with an aborted signal, does nothing', async () => {
    const { begin, letGo } = await make();
    const reason = new Error('before');
    const cancelled = begin({ signal: AbortSignal.abort(reason) });
    // A Cond's lock is the caller's own, taken before.
    await expect(cancelled).rejects.toBe(reason);
    if (name === 'wait on a Cond') return;
    const other = begin({});
    await letGo();
    await other;
  });

  test('aborted while waiting, rejects with the reason and leaves nothing', async () => {
    const { begin, letGo } = await make();
    const controller = new AbortController();
    const reason = new Error('enough');
    const cancelled = begin({ signal: controller.signal });
    const other = begin({});
    expect(await stateOf(cancelled)).toBe('waiting');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort(reason);
    await expect(cancelled).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(await stateOf(other)).toBe('waiting');
    await letGo();
    await other;
  });

  test('once performed, cannot be cancelled', async () => {
    const { begin, letGo } = await make();
    const controller = new AbortController();
    const performed = begin({ signal: controller.signal });
    await settled();
    await letGo();
    await performed;
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    controller.abort();
    await performed;
  });
});

test('a signal that is none is refused', async () => {
  await expect(chan<number>().receive({ signal: {} as AbortSignal })).rejects.toThrow(TypeError);
});

test('an abort cancels all that wait with it, in their order, and nobody else', async () => {
  const channel = chan<number>();
  const controller = new AbortController();
  const order: number[] = [];
  const all = upTo(4).map((i) =>
    channel.receive(i % 2 === 0 ? { signal: controller.signal } : {}).catch(() => order.push(i)),
  );
  controller.abort();
  await settled();
  expect(order).toEqual([0, 2]);
  expect(queued(channel).receivers).toBe(2);
  await channel.send(1);
  expect(await all[1]).toBe(1);
});

test('a value is either received or still there', async () => {
  const channel = chan<string>();
  const controller = new AbortController();
  const received = channel.receive({ signal: controller.signal });
  await channel.send('value');
  controller.abort();
  expect(await received).toBe('value');
});

test('100 000 waits with one signal leave nothing with it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { signal } = new AbortController();
  const channel = chan<number>();
  const heapAfter = async (count: number): Promise<number> => {
    for (let i = 0; i < count; i++) {
      const received = channel.receive({ signal });
      await channel.send(i);
      await received;
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = await heapAfter(10_000);
  const after = await heapAfter(100_000);
  expect(after - before).toBeLessThan(100_000 * 8);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('100 000 waits at once end with one abort', async () => {
  const controller = new AbortController();
  const all = upTo(100_000).map(() => never.receive({ signal: controller.signal }).catch(() => 'cancelled'));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  controller.abort();
  expect(new Set(await Promise.all(all))).toEqual(new Set(['cancelled']));
});

test('a Cond that is cancelled after its signal still waits for the lock, and does not hold it', async () => {
  const m = new Mutex();
  const c = new Cond(m);
  const controller = new AbortController();
  await m.lock();
  const waiting = c.wait({ signal: controller.signal });
  await m.lock();
  await c.signal();
  expect(await stateOf(waiting)).toBe('waiting');
  controller.abort('enough');
  await expect(waiting).rejects.toBe('enough');
  await m.unlock();
  expect(await m.tryLock()).toBe(true);
});

describe('cancellation()', () => {
  test('closes done and aborts the signal, once', async () => {
    const c = cancellation();
    const ended = c.done.next();
    expect(c.signal.aborted).toBe(false);
    await c.cancel();
    await c.cancel();
    expect(await ended).toEqual({ done: true, value: undefined });
    expect(c.signal.aborted).toBe(true);
  });

  test('comes of itself at its deadline', async () => {
    const c = cancellation({ after: 20 });
    const begun = performance.now();
    await c.done.receive();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(19);
  });

  test('goes down to children, not up', async () => {
    const parent = cancellation();
    const child = cancellation({ parent });
    const grandchild = cancellation({ parent: child });
    const other = cancellation({ parent });
    await child.cancel();
    expect([parent, child, grandchild, other].map(({ signal }) => signal.aborted)).toEqual([false, true, true, false]);
    await parent.cancel();
    expect(other.signal.aborted).toBe(true);
    expect(cancellation({ parent }).signal.aborted).toBe(true);
    await cancellation({ parent }).done.receive();
  });

  test('a listener of the signal may act at once', async () => {
    const c = cancellation();
    const told = chan<string>(1);
    const m = new Mutex();
    await m.lock();
    const locked = m.lock();
    c.signal.addEventListener('abort', () => {
      void told.send('aborted');
      void m.unlock();
    });
    const child = cancellation({ parent: c });
    const done = child.done.next();
    await c.cancel();
    expect(await told.receive()).toBe('aborted');
    expect(await done).toEqual({ done: true, value: undefined });
    await locked;
  });

  test('a parent keeps no child that is cancelled', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const parent = cancellation();
    const heapAfter = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) await cancellation({ parent, after: 100_000 }).cancel();
      await settled();
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = await heapAfter(1000);
    const after = await heapAfter(10_000);
    // A child that is kept costs more than a kilobyte; the heap itself moves by some ten bytes for each.
    expect(after - before).toBeLessThan(10_000 * 200);
  });
});
