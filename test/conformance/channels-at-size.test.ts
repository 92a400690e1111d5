import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { chan, go, select } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { firstTermsOfExponential, firstTermsOfTangent } from '../../examples/power-series/series.ts';
import { endings, live } from './conforms.ts';
import { firstPrimes } from './prime-sieve.ts';

// The facts of Go channels that only show at size: live at full size, and checked at a size whose search ends.

const patience = 15_000;

interface Sized {
  readonly make: (size: number) => () => Promise<unknown>;
  /** The same for the checker, where a smaller program of the same kind is needed. */
  readonly makeChecked?: (size: number) => () => Promise<unknown>;
  readonly returns: (size: number) => unknown;
  readonly checked: number;
  readonly live: number;
}

function sized(name: string, { make, makeChecked = make, returns, checked, live: liveSize }: Sized): void {
  describe(name, () => {
    test(`checked at ${checked}`, async () => {
      const report = await check(makeChecked(checked));
      expect(endings(report)).toEqual([`returned ${JSON.stringify(returns(checked))}`]);
      expect(report.certainty).toBe('exhaustive');
      expect(report.verdict).toBe('ok');
    });

    test(`live at ${liveSize}`, async () => {
      expect(await live(make(liveSize), patience)).toBe(`returned ${JSON.stringify(returns(liveSize))}`);
    });
  });
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** The size of the heap after a collection, in bytes. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

describe('9: 100 000 selects do not grow memory', () => {
  /** Each select waits, then loses a receive and a send to the one case that somebody completes. */
  async function selects(count: number): Promise<number> {
    const ask = chan<true>();
    const won = chan<true>();
    const lost = chan<true>();
    const lostSend = chan<true>();
    go('answerer', async () => {
      // A trySend succeeds only once the select waits.
      while (!(await ask.next()).done) while (!(await won.trySend(true)));
    });
    let wins = 0;
    for (let i = 0; i < count; i++) {
      await ask.send(true);
      if ((await select({ lost, lostSend: [lostSend, true], won })).case === 'won') wins++;
      // The channels outlive every select, so that anything left in them would be seen.
      if (i === count / 10) before = heapInUse();
    }
    growth = heapInUse() - before;
    await ask.close();
    return wins;
  }
  let before = 0;
  let growth = Number.POSITIVE_INFINITY;

  test('live', { timeout: patience }, async () => {
    expect(await selects(100_000)).toBe(100_000);
    // One number left behind by each select would be more.
    expect(growth).toBeLessThan(90_000 * 8);
  });
});

describe('10: two ready cases are chosen about half the time each', () => {
  const draws = 10_000;
  const tolerance = 4.89 * Math.sqrt(draws / 4);

  async function share(sameChannel: boolean): Promise<number> {
    const a = chan<number>(1);
    const b = sameChannel ? a : chan<number>(1);
    let first = 0;
    for (let i = 0; i < draws; i++) {
      await a.trySend(1);
      await b.trySend(1);
      if ((await select({ a, b })).case === 'a') first++;
    }
    return first;
  }

  test('on one channel, live', async () => {
    expect(Math.abs((await share(true)) - draws / 2)).toBeLessThanOrEqual(tolerance);
  });

  test('on two channels, live', async () => {
    expect(Math.abs((await share(false)) - draws / 2)).toBeLessThanOrEqual(tolerance);
  });
});

sized('12: first in, first out through a buffer of 10', {
  make: (size) => async () => {
    const channel = chan<number>(10);
    const sender = go('sender', async () => {
      for (const value of upTo(size)) await channel.send(value);
      await channel.close();
    });
    const received: number[] = [];
    for await (const value of channel) received.push(value);
    await sender.join();
    return received;
  },
  returns: upTo,
  checked: 12,
  live: 1000,
});

sized('12: first in, first out through an unbuffered chain', {
  make: (size) => async () => {
    const values = chan<number>();
    let turn = chan<true>();
    const start = turn;
    const links = upTo(size).map((i) => {
      const mine = turn;
      const after = chan<true>(1);
      turn = after;
      return go(`link ${i}`, async () => {
        await mine.receive();
        const value = await values.receive();
        await after.send(true);
        return value;
      });
    });
    await start.send(true);
    for (const value of upTo(size)) await values.send(value);
    const received: unknown[] = [];
    for (const link of links) received.push(await link.join());
    return received;
  },
  returns: upTo,
  checked: 4,
  live: 10,
});

sized('12: a chain of processes passes one value', {
  make: (size) => async () => {
    const first = chan<number>();
    let last = first;
    for (const i of upTo(size)) {
      const left = last;
      const right = chan<number>();
      last = right;
      go(`link ${i}`, async () => right.send(((await left.receive()) ?? Number.NaN) + 1));
    }
    await first.send(0);
    return last.receive();
  },
  returns: (size) => size,
  checked: 5,
  live: 10_000,
});

for (const capacity of [0, 10]) {
  sized(`14: four producers, capacity ${capacity}`, {
    make: (size) => async () => {
      const channel = chan<number>(capacity);
      for (const producer of upTo(4)) {
        go(`producer ${producer}`, async () => {
          for (const i of upTo(size)) await channel.send(producer * size + i);
        });
      }
      const received: number[] = [];
      for (let i = 0; i < 4 * size; i++) received.push((await channel.receive()) ?? Number.NaN);
      return received.sort((a, b) => a - b);
    },
    returns: (size) => upTo(4 * size),
    checked: 1,
    live: 1000,
  });
}

/** `workers` processes take items until there are no more. */
function sharing(workers: number): (size: number) => () => Promise<unknown> {
  return (size) => async () => {
    const items = chan<number>(2);
    const pool = upTo(workers).map((i) =>
      go(`worker ${i}`, async () => {
        const mine: number[] = [];
        for await (const item of items) mine.push(item);
        return mine;
      }),
    );
    for (let item = 0; item < size; item++) await items.send(item);
    await items.close();
    const timesDone = new Array<number>(size).fill(0);
    for (const worker of pool) for (const item of await worker.join()) timesDone[item] = (timesDone[item] ?? 0) + 1;
    return timesDone.filter((times) => times === 1).length;
  };
}

sized('14: workers share the items, 23 of them live and two checked', {
  make: sharing(23),
  makeChecked: sharing(2),
  returns: (size) => size,
  checked: 3,
  live: 271_828,
});

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97];
const coefficientsOfExponential = ['1', '1', '1/2', '1/6', '1/24', '1/120', '1/720', '1/5040', '1/40320', '1/362880'];
const coefficientsOfTangent = ['0', '1', '0', '1/3', '0', '2/15', '0', '17/315', '0', '62/2835'];

sized('16: the prime sieve', {
  make: firstPrimes,
  returns: (size) => primes.slice(0, size),
  checked: 4,
  live: 25,
});

sized("16: McIlroy's power series, exponential", {
  make: firstTermsOfExponential,
  returns: (size) => coefficientsOfExponential.slice(0, size),
  checked: 2,
  live: 10,
});

sized("16: McIlroy's power series, tangent", {
  make: firstTermsOfTangent,
  returns: (size) => coefficientsOfTangent.slice(0, size),
  checked: 2,
  live: 10,
});
