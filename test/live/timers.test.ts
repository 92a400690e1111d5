import { after, every, select, sleep, timer } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { runAlone } from './alone.ts';
import { upTo } from './queues.ts';

/** Keeps the event loop from turning, so that many timers are due when it does. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('a timer', () => {
  test('fires once, never too early, with the count of firings', async () => {
    for (const ms of [0, 1, 20]) {
      const begun = performance.now();
      expect(await after(ms).receive()).toBe(1);
      expect(performance.now() - begun).toBeGreaterThanOrEqual(ms);
    }
  });

  test('keeps its value for whoever comes', async () => {
    const t = timer(5);
    await sleep(20);
    expect(await t.channel.length()).toBe(1);
    expect(await t.stop()).toBe(false);
    expect(await t.channel.receive()).toBe(1);
  });

  test('can be stopped and set again', async () => {
    const t = timer(10);
    expect(await t.stop()).toBe(true);
    expect(await t.stop()).toBe(false);
    await sleep(20);
    expect(await t.channel.tryReceive()).toBeUndefined();
    expect(await t.reset(5)).toBe(false);
    expect(await t.reset(10)).toBe(true);
    expect(await t.channel.receive()).toBe(1);
    expect(await t.reset(5)).toBe(false);
    expect(await t.channel.receive()).toBe(2);
  });

  test('that nobody waits for in time is not added to', async () => {
    const t = every(2);
    await sleep(30);
    expect(await t.channel.length()).toBe(1);
    expect(await t.channel.receive()).toBe(1);
    expect(await t.channel.receive()).toBeGreaterThan(1);
    expect(await t.stop()).toBe(true);
  });

  test('ticks at its own times, and makes up for nothing', async () => {
    const t = every(20);
    const begun = performance.now();
    await t.channel.receive();
    block(50);
    await t.channel.receive();
    await t.channel.receive();
    // Due at 20, then at 40 and 60 in one, then at 80.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(79);
    await t.stop();
  });

  test('of a length that makes no sense is refused', () => {
    for (const ms of [-1, Number.NaN, 2 ** 31]) expect(() => timer(ms)).toThrow(RangeError);
    expect(() => every(0)).toThrow(RangeError);
  });
});

describe('what was armed before and is due no later fires first', () => {
  test('whatever the lengths, and however late all of them are', async () => {
    const order: number[] = [];
    const lengths = upTo(200).map((i) => (i * 7919) % 40);
    const waits = lengths.map((ms, i) => sleep(ms).then(() => order.push(i)));
    block(60);
    await Promise.all(waits);
    for (const [place, later] of order.entries()) {
      const wronged = order.slice(0, place).filter((i) => i > later && (lengths[i] ?? 0) >= (lengths[later] ?? 0));
      expect(wronged).toEqual([]);
    }
  });

  test('also when they do not begin together', async () => {
    void sleep(40);
    block(20);
    const order: string[] = [];
    const long = sleep(40).then(() => order.push('long'));
    const short = sleep(30).then(() => order.push('short'));
    block(60);
    await Promise.all([long, short]);
    expect(order).toEqual(['short', 'long']);
  });

  test('so a select over two of them is decided', async () => {
    for (const _ of upTo(5)) {
      void sleep(8);
      const waiting = select({ a: timer(5).channel, b: timer(8).channel });
      block(15);
      expect((await waiting).case).toBe('a');
    }
  });
});

describe('how long a program lives', () => {
  const imports = "import { after, cancellation, chan, every, select, sleep, timer } from 'happens-before';";

  test('timers nobody waits on keep nothing alive', async () => {
    const { exit, elapsedMs } = await runAlone(`${imports}
      after(5000); timer(5000); every(1000); cancellation({ after: 5000 });
      const looked = after(5000);
      await looked.tryReceive();
      await select({ looked, other: chan(1) }, { otherwise: true });
      await select({ looked, send: [chan(1), 1] });
    `);
    expect(exit).toBe(0);
    expect(elapsedMs).toBeLessThan(1000);
  });

  test('those somebody waits on do, and no longer than that', async () => {
    const { exit, stdout, elapsedMs } = await runAlone(`${imports}
      every(40);
      after(5000);
      console.log(await after(30).receive());
      console.log((await select({ late: after(30), never: chan() })).case);
      const ticker = every(20);
      for await (const tick of ticker.channel) if (tick === 3) break;
      console.log('ticked');
      await cancellation({ after: 30 }).done.receive();
      await sleep(30);
      await chan().receive({ signal: cancellation({ after: 30 }).signal }).catch((error) => console.log(error.name));
      const parent = cancellation({ after: 30 });
      await cancellation({ parent }).done.receive();
      console.log('done');
    `);
    expect([exit, stdout]).toEqual([0, '1\nlate\nticked\nAbortError\ndone\n']);
    expect(elapsedMs).toBeGreaterThanOrEqual(30 + 30 + 60 + 30 + 30 + 30 + 30);
    expect(elapsedMs).toBeLessThan(4000);
  });

  test('what gave up waiting keeps nothing alive', async () => {
    const { exit, elapsedMs } = await runAlone(`${imports}
      const controller = new AbortController();
      const { signal } = controller;
      const calm = () => undefined;
      after(5000).receive({ signal }).catch(calm);
      sleep(5000, { signal }).catch(calm);
      select({ late: after(5000), other: chan() }, { signal }).catch(calm);
      cancellation({ after: 5000 }).done.receive({ signal }).catch(calm);
      const won = chan();
      const winning = select({ late: after(5000), won });
      await won.send(1);
      await winning;
      const stopped = timer(5000);
      stopped.channel.receive();
      await stopped.stop();
      controller.abort();
    `);
    expect(exit).toBe(0);
    expect(elapsedMs).toBeLessThan(1000);
  });
});
