import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Channel, ChannelClosedError, chan, go, never, select } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { queued, upTo } from './queues.ts';

/** How far a count of `draws` may be from its expectation: once in a million fair runs it is further. */
function tolerance(draws: number, share: number): number {
  return 4.89 * Math.sqrt(draws * share * (1 - share));
}

async function filled<T>(value: T, capacity = 1): Promise<Channel<T>> {
  const channel = chan<T>(capacity);
  while (await channel.trySend(value));
  return channel;
}

describe('every case that can go has the same chance', () => {
  for (const shape of [[true, true], [true, false, true], [false, true, true, true, false], upTo(8).map(() => true)]) {
    test(`ready: ${shape.join(' ')}`, async () => {
      const draws = 10_000;
      const taken = new Map<string, number>();
      const cases: Record<string, Channel<number>> = {};
      for (const [i, ready] of shape.entries()) cases[`c${i}`] = ready ? await filled(1, draws) : chan<number>();
      for (let i = 0; i < draws; i++) {
        const { case: chosen } = await select(cases);
        taken.set(chosen, (taken.get(chosen) ?? 0) + 1);
      }
      const ready = shape.flatMap((is, i) => (is ? [`c${i}`] : []));
      expect([...taken.keys()].sort()).toEqual(ready);
      for (const count of taken.values()) {
        expect(Math.abs(count - draws / ready.length)).toBeLessThanOrEqual(tolerance(draws, 1 / ready.length));
      }
    });
  }

  test('sends as well as receives, and on the slow way with otherwise', async () => {
    const draws = 10_000;
    let sends = 0;
    for (let i = 0; i < draws; i++) {
      const from = await filled(1);
      const to = chan<number>(1);
      const cases = { receive: from, send: [to, 2] } as const;
      const { case: chosen } = i % 2 === 0 ? await select(cases) : await select(cases, { otherwise: true });
      if (chosen === 'send') sends++;
      expect(await to.length()).toBe(chosen === 'send' ? 1 : 0);
    }
    expect(Math.abs(sends - draws / 2)).toBeLessThanOrEqual(tolerance(draws, 1 / 2));
  });
});

describe('losing', () => {
  test('leaves no queue', async () => {
    const [a, b, c] = [chan<number>(), chan<number>(), chan<number>()];
    const waiting = select({ a, b: [b, 1], c });
    expect([a, b, c].map(queued)).toEqual([
      { senders: 0, receivers: 1 },
      { senders: 1, receivers: 0 },
      { senders: 0, receivers: 1 },
    ]);
    await c.send(3);
    expect(await waiting).toEqual({ case: 'c', value: 3 });
    expect([a, b, c].map(queued)).toEqual(upTo(3).map(() => ({ senders: 0, receivers: 0 })));
  });

  test('a case twice on one channel takes one value', async () => {
    const channel = chan<number>();
    const waiting = select({ a: channel, b: channel });
    expect(queued(channel).receivers).toBe(2);
    await channel.send(1);
    expect(await waiting).toEqual({ case: 'a', value: 1 });
    expect(queued(channel).receivers).toBe(0);
  });

  test('100 000 times costs no memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const [lost, won] = [chan<number>(), chan<number>()];
    const heapAfter = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) {
        const waiting = select({ lost, lostSend: [lost, 1], won });
        await won.send(i);
        await waiting;
      }
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = await heapAfter(10_000);
    const after = await heapAfter(100_000);
    expect(after - before).toBeLessThan(100_000 * 8);
    expect(queued(lost)).toEqual({ senders: 0, receivers: 0 });
  });
});

describe('two selects', () => {
  test('that can only meet each other do', async () => {
    const channel = chan<string>();
    const first = select({ send: [channel, 'first'], receive: channel });
    const second = select({ send: [channel, 'second'], receive: channel });
    const ends = [await first, await second].map(({ case: chosen }) => chosen).sort();
    expect(ends).toEqual(['receive', 'send']);
    expect(queued(channel)).toEqual({ senders: 0, receivers: 0 });
  });

  test('a select never meets itself', async () => {
    const channel = chan<string>();
    const alone = select({ send: [channel, 'alone'], receive: channel });
    expect(queued(channel)).toEqual({ senders: 1, receivers: 1 });
    expect(await channel.receive()).toBe('alone');
    expect(await alone).toEqual({ case: 'send' });
  });
});

describe('closed channels', () => {
  test('are ready: a receive ends, a send fails', async () => {
    const channel = chan<number>(0, 'c');
    await channel.close();
    expect(await select({ channel })).toEqual({ case: 'channel', value: undefined });
    await expect(select({ send: [channel, 1] })).rejects.toThrow(ChannelClosedError);
  });

  test('wake a select that waits', async () => {
    const [a, b] = [chan<number>(), chan<number>(0, 'b')];
    const receiving = select({ a });
    await a.close();
    expect(await receiving).toEqual({ case: 'a', value: undefined });
    const sending = select({ b: [b, 1], never });
    await b.close();
    await expect(sending).rejects.toThrow("'b'");
    expect(queued(b)).toEqual({ senders: 0, receivers: 0 });
  });
});

describe('otherwise', () => {
  test('goes when nothing else can, and leaves nothing', async () => {
    const channel = chan<number>();
    expect(await select({ channel, send: [channel, 1] }, { otherwise: true })).toEqual({ case: undefined });
    expect(queued(channel)).toEqual({ senders: 0, receivers: 0 });
  });
});

describe('what is written as a case', () => {
  test('is looked at once', async () => {
    const ready = await filled(1);
    for (const channel of [ready, chan<number>()]) {
      let looks = 0;
      const waiting = select({
        get a() {
          looks++;
          return channel;
        },
      });
      expect(looks).toBe(1);
      if (channel !== ready) await channel.send(2);
      await waiting;
      expect(looks).toBe(1);
    }
  });

  test('may have a getter that selects itself, or takes away what another was ready for', async () => {
    const [ready, other] = [await filled('ready'), await filled('other')];
    const nested: unknown[] = [];
    const outer = select({
      ready,
      get other() {
        nested.push(select({ ready }));
        return other;
      },
    });
    expect(await Promise.all(nested)).toEqual([{ case: 'ready', value: 'ready' }]);
    expect(await outer).toEqual({ case: 'other', value: 'other' });
  });

  test('must be a channel or a pair', () => {
    const wrong =
      (written: unknown): (() => unknown) =>
      () =>
        select({ late: written } as never);
    expect(wrong(Promise.resolve(1))).toThrow("select: case 'late'");
    expect(wrong(Promise.resolve(1))).toThrow('is a promise');
    expect(wrong([chan(), 1, 2])).toThrow(TypeError);
    expect(wrong(undefined)).toThrow(TypeError);
    // The error left nothing half read.
    expect(() => select({ a: chan<number>() }, { otherwise: true })).not.toThrow();
  });

  test('may be a thousand', async () => {
    const channels = Object.fromEntries(upTo(1000).map((i) => [`c${i}`, chan<number>()]));
    for (let round = 0; round < 100; round++) {
      const waiting = select(channels);
      await channels[`c${round * 10}`]?.send(round);
      expect(await waiting).toEqual({ case: `c${round * 10}`, value: round });
    }
    expect(Object.values(channels).every((channel) => queued(channel).receivers === 0)).toBe(true);
  });
});

test('producers are all served', async () => {
  const channels = Object.fromEntries(upTo(8).map((i) => [`p${i}`, chan<number>()]));
  for (const channel of Object.values(channels)) {
    go(async () => {
      for (let i = 0; i < 1000; i++) await channel.send(1);
    });
  }
  let sum = 0;
  for (let i = 0; i < 8000; i++) sum += (await select(channels)).value ?? 0;
  expect(sum).toBe(8000);
});
