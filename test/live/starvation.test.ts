import { chan, go, Mutex, select } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { upTo } from './queues.ts';

/** Programs that always have something to do, until they are told to stop. */
const busy: Readonly<Record<string, (stopped: () => boolean) => Promise<unknown>>> = {
  'one pair over two channels': pair,
  'eight pairs': (stopped) => Promise.all(upTo(8).map(() => pair(stopped))),
  'a buffer that is filled and emptied by one process': async (stopped) => {
    const channel = chan<number>(1);
    while (!stopped()) {
      await channel.send(1);
      await channel.receive();
    }
  },
  'processes started and joined': async (stopped) => {
    while (!stopped()) await go(() => 1).join();
  },
  'a lock': async (stopped) => {
    const m = new Mutex();
    while (!stopped()) {
      await m.lock();
      await m.unlock();
    }
  },
  'looks that find nothing': async (stopped) => {
    const channel = chan<number>();
    while (!stopped()) {
      await channel.tryReceive();
      await select({ channel }, { otherwise: true });
    }
  },
};

async function pair(stopped: () => boolean): Promise<void> {
  const [there, back] = [chan<number>(), chan<number>()];
  go(async () => {
    for await (const n of there) await back.send(n + 1);
  });
  while (!stopped()) {
    await there.send(1);
    await back.receive();
  }
  await there.close();
}

describe.each(Object.keys(busy))('%s', (name) => {
  test('lets timers and I/O in', async () => {
    let ticks = 0;
    let stop = false;
    const timer = setInterval(() => ticks++, 5);
    setTimeout(() => {
      stop = true;
    }, 200);
    await busy[name]?.(() => stop);
    clearInterval(timer);
    // A turn lasts 10 ms, so a timer of 5 ms comes about 20 times; a busy machine may halve that and more.
    expect(ticks).toBeGreaterThanOrEqual(4);
  });
});
