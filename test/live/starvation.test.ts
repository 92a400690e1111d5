import { readFile } from 'node:fs/promises';
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
    let read = false;
    const ticking = setInterval(() => ticks++, 5);
    const reading = readFile(new URL(import.meta.url)).then(() => {
      read = true;
    });
    // Without the break neither ever comes, and the program ends of itself.
    const end = performance.now() + 5000;
    await busy[name]?.(() => (ticks >= 5 && read) || performance.now() > end);
    expect(ticks).toBeGreaterThanOrEqual(5);
    expect(read).toBe(true);
    clearInterval(ticking);
    await reading;
  });
});
