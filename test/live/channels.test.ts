import { ChannelClosedError, chan, go } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { queued, settled, stateOf, upTo } from './queues.ts';

describe('first come, first served', () => {
  test('senders', async () => {
    const channel = chan<number>();
    const senders = upTo(5).map((i) => channel.send(i));
    expect(queued(channel)).toEqual({ senders: 5, receivers: 0 });
    const received: unknown[] = [];
    for (const _ of senders) received.push(await channel.receive());
    expect(received).toEqual(upTo(5));
    await Promise.all(senders);
    expect(queued(channel)).toEqual({ senders: 0, receivers: 0 });
  });

  test('receivers', async () => {
    const channel = chan<number>();
    const receivers = upTo(5).map(() => channel.receive());
    for (const i of upTo(5)) await channel.send(i);
    expect(await Promise.all(receivers)).toEqual(upTo(5));
    expect(queued(channel)).toEqual({ senders: 0, receivers: 0 });
  });

  test('a sender that waits moves up before one that comes', async () => {
    const channel = chan<string>(1);
    await channel.send('stored');
    const waits = channel.send('waits');
    expect(await channel.receive()).toBe('stored');
    await waits;
    expect(await channel.trySend('comes')).toBe(false);
    expect(await channel.receive()).toBe('waits');
  });
});

test('a send with room, and one with a receiver, does not wait', async () => {
  const buffered = chan<number>(2);
  await buffered.send(1);
  await buffered.send(2);
  expect(await stateOf(buffered.send(3))).toBe('waiting');
  const unbuffered = chan<number>();
  const received = unbuffered.receive();
  await unbuffered.send(1);
  expect(await received).toBe(1);
});

test('an unlimited buffer never makes a sender wait', async () => {
  const channel = chan<number>(Number.POSITIVE_INFINITY);
  for (const i of upTo(1000)) await channel.send(i);
  expect(await channel.length()).toBe(1000);
  expect(await channel.receive()).toBe(0);
});

describe('closing', () => {
  test('wakes receivers and senders, each kind in order', async () => {
    const empty = chan<number>();
    const ends = [empty.next(), empty.receive(), empty.next()];
    await empty.close();
    expect(await Promise.all(ends)).toEqual([
      { done: true, value: undefined },
      undefined,
      { done: true, value: undefined },
    ]);

    const full = chan<number>(0, 'full');
    const order: number[] = [];
    const sends = upTo(3).map((i) => full.send(i).catch(() => order.push(i)));
    await full.close();
    await Promise.all(sends);
    expect(order).toEqual([0, 1, 2]);
    expect(queued(full)).toEqual({ senders: 0, receivers: 0 });
  });

  test('leaves what is stored to be received', async () => {
    const channel = chan<number>(2);
    await channel.send(1);
    await channel.close();
    expect([await channel.next(), await channel.next()]).toEqual([
      { done: false, value: 1 },
      { done: true, value: undefined },
    ]);
  });
});

test('misuse is a rejection of the call that names the channel', async () => {
  const channel = chan<number>(1, 'jobs');
  await channel.close();
  const calls = [channel.send(1), channel.trySend(1), channel.close()];
  for (const call of calls) {
    await expect(call).rejects.toThrow(ChannelClosedError);
    await expect(call).rejects.toThrow("'jobs'");
  }
});

test('a sent undefined is not the end', async () => {
  const channel = chan<undefined>(1);
  await channel.send(undefined);
  expect(await channel.tryReceive()).toEqual({ done: false, value: undefined });
  expect(await channel.tryReceive()).toBeUndefined();
  await channel.close();
  expect(await channel.tryReceive()).toEqual({ done: true, value: undefined });
});

test('a value that is a promise arrives as what awaiting it gives, as from any async function', async () => {
  const channel = chan<Promise<number>>(1);
  await channel.send(Promise.resolve(7));
  expect(await channel.receive()).toBe(7);
});

test('capacities that make no sense are refused at once', () => {
  for (const capacity of [-1, 0.5, Number.NaN]) expect(() => chan(capacity)).toThrow(RangeError);
});

test('a pipeline of 10 000 processes passes its values in order', async () => {
  const first = chan<number>();
  let last = first;
  for (const _ of upTo(10_000)) {
    const from = last;
    const to = chan<number>();
    last = to;
    go(async () => {
      for await (const value of from) await to.send(value + 1);
      await to.close();
    });
  }
  go(async () => {
    for (const i of upTo(3)) await first.send(i);
    await first.close();
  });
  const received: number[] = [];
  for await (const value of last) received.push(value);
  expect(received).toEqual([10_000, 10_001, 10_002]);
  await settled();
});
