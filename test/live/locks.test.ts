import { atomic, Cond, go, MisuseError, Mutex, Once, RWMutex, Semaphore, shared, WaitGroup } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { settled, stateOf, upTo } from './queues.ts';

describe('Mutex', () => {
  test('is handed on in the order of asking', async () => {
    const m = new Mutex();
    await m.lock();
    const order: number[] = [];
    const askers = upTo(5).map(async (i) => {
      await m.lock();
      order.push(i);
      await m.unlock();
    });
    await settled();
    expect(order).toEqual([]);
    await m.unlock();
    await Promise.all(askers);
    expect(order).toEqual(upTo(5));
    expect(await m.tryLock()).toBe(true);
    expect(await m.tryLock()).toBe(false);
  });

  test('100 000 that wait are let go in a time that grows with their number, not its square', {
    timeout: 15_000,
  }, async () => {
    const m = new Mutex();
    await m.lock();
    const askers = upTo(100_000).map(() => m.lock().then(() => m.unlock()));
    await m.unlock();
    await Promise.all(askers);
    expect(await m.tryLock()).toBe(true);
  });

  test('unlocked twice names the culprit', async () => {
    await expect(new Mutex('m').unlock()).rejects.toThrow(new MisuseError("unlock of Mutex 'm', which is not locked"));
  });
});

describe('RWMutex', () => {
  test('a writer that waits holds back new readers, who go before the next writer', async () => {
    const m = new RWMutex();
    const order: string[] = [];
    const doing = async (name: string, lock: Promise<void>): Promise<void> => {
      await lock;
      order.push(name);
    };
    await m.rlock();
    const writer = doing('writer', m.lock());
    const reader = doing('reader', m.rlock());
    const next = doing('next writer', m.lock());
    await settled();
    expect(order).toEqual([]);
    expect(await m.tryRLock()).toBe(false);
    await m.runlock();
    await writer;
    await m.unlock();
    await reader;
    await settled();
    expect(order).toEqual(['writer', 'reader']);
    await m.runlock();
    await next;
    expect(order).toEqual(['writer', 'reader', 'next writer']);
  });

  test('a writer that gives up lets the readers behind it go', async () => {
    const m = new RWMutex();
    const controller = new AbortController();
    await m.rlock();
    const writer = m.lock({ signal: controller.signal });
    const reader = m.rlock();
    expect(await stateOf(reader)).toBe('waiting');
    controller.abort('enough');
    await expect(writer).rejects.toBe('enough');
    await reader;
  });
});

describe('Semaphore', () => {
  test('nobody who comes later passes, however little they ask for', async () => {
    const s = new Semaphore(2);
    await s.acquire(2);
    const order: string[] = [];
    const ask = async (name: string, units: number): Promise<void> => {
      await s.acquire(units);
      order.push(name);
    };
    const all = [ask('one', 1), ask('two', 2), ask('another one', 1)];
    await s.release(1);
    await settled();
    expect(order).toEqual(['one']);
    await s.release(1);
    await settled();
    expect(order).toEqual(['one']);
    await s.release(1);
    await settled();
    expect(order).toEqual(['one', 'two']);
    await s.release(1);
    await Promise.all(all);
    expect(order).toEqual(['one', 'two', 'another one']);
  });

  test('a large request that gives up lets the small ones behind it go', async () => {
    const s = new Semaphore(2, 's');
    const controller = new AbortController();
    await s.acquire(1);
    const large = s.acquire(2, { signal: controller.signal });
    const small = s.acquire(1);
    expect(await stateOf(small)).toBe('waiting');
    controller.abort('enough');
    await expect(large).rejects.toBe('enough');
    await small;
    await s.release(2);
    await expect(s.release(1)).rejects.toThrow("Semaphore 's'");
  });
});

describe('Cond', () => {
  test('wakes in the order of waiting; the lock is held again after', async () => {
    const m = new Mutex();
    const c = new Cond(m);
    const order: number[] = [];
    const waiters = upTo(3).map(async (i) => {
      await m.lock();
      await c.wait();
      order.push(i);
      await m.unlock();
    });
    await settled();
    await c.signal();
    await settled();
    expect(order).toEqual([0]);
    await m.lock();
    await c.broadcast();
    await settled();
    expect(order).toEqual([0]);
    await m.unlock();
    await Promise.all(waiters);
    expect(order).toEqual([0, 1, 2]);
  });

  test('on the read side of an RWMutex', async () => {
    const m = new RWMutex();
    const c = new Cond(m.rlocker());
    await m.rlock();
    const waiting = c.wait();
    await m.lock();
    await c.signal();
    expect(await stateOf(waiting)).toBe('waiting');
    await m.unlock();
    await waiting;
    await m.runlock();
  });

  test('a wait without the lock names the culprit', async () => {
    await expect(new Cond(new Mutex(), 'ready').wait()).rejects.toThrow("Cond 'ready'");
  });
});

test('WaitGroup lets everybody go at zero, and never counts below', async () => {
  const group = new WaitGroup('group');
  await group.add(2);
  const waits = [group.wait(), group.wait()];
  await group.done();
  expect(await stateOf(Promise.all(waits))).toBe('waiting');
  await group.done();
  await Promise.all(waits);
  await group.wait();
  await expect(group.done()).rejects.toThrow("negative counter of WaitGroup 'group'");
});

test('Once does it once, and the others wait for the end', async () => {
  const once = new Once();
  let calls = 0;
  let finish: () => void = () => undefined;
  const body = async (): Promise<void> => {
    calls++;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  };
  const all = Promise.all(upTo(3).map(() => once.do(body)));
  expect(await stateOf(all)).toBe('waiting');
  finish();
  await all;
  await once.do(body);
  expect(calls).toBe(1);
});

test('cells and atomics do as they say', async () => {
  const cell = shared(1, 'cell');
  expect(await cell.update((n) => n + 1)).toBe(2);
  expect(await cell.read()).toBe(2);
  const n = atomic(5);
  expect(await n.add(2)).toBe(7);
  expect(await n.swap(1)).toBe(7);
  expect(await n.compareAndSwap(2, 9)).toBe(false);
  expect(await n.compareAndSwap(1, 9)).toBe(true);
  await n.plain.write(4);
  expect([await n.load(), await n.plain.read()]).toEqual([4, 4]);
});

test('an operation that throws is a rejection of that call alone', async () => {
  const n = atomic(1);
  await expect(n.add(1n as never)).rejects.toThrow(TypeError);
  expect(await n.add(1)).toBe(2);
});

test('a process that is joined by many ends for all of them', async () => {
  let end: (value: string) => void = () => undefined;
  const worker = go(
    'worker',
    () =>
      new Promise<string>((resolve) => {
        end = resolve;
      }),
  );
  const joins = upTo(3).map(() => worker.join());
  expect(await stateOf(Promise.all(joins))).toBe('waiting');
  end('done');
  expect(await Promise.all(joins)).toEqual(['done', 'done', 'done']);
  expect(await worker.join()).toBe('done');
});
