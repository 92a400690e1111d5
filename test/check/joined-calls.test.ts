import { asynchronous, chan, go, node, shared } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';

// What a strand calls once several things are over, whichever was last, is no sign that processes share plain state.
function program(awaits: (write: Promise<void>, receipt: Promise<unknown>) => Promise<unknown>) {
  return async (): Promise<void> => {
    const x = shared(0, 'x');
    const y = chan<number>(0, 'y');
    const receipt = y.receive();
    go('sender', () => y.send(1));
    await awaits(x.write(1), receipt);
    await go('reader', () => x.read()).join();
  };
}

describe('a call that came after several operations', () => {
  test.each<readonly [string, () => unknown, number]>([
    [
      'awaited one after the other',
      program(async (write, receipt) => {
        await write;
        await receipt;
      }),
      1,
    ],
    ['awaited together', program((write, receipt) => Promise.all([write, receipt])), 1],
    [
      'of which two were begun by handles',
      (): void => {
        node<number>('A', async (self) => {
          const sent = self.issend('B', 1);
          const cell = shared(0, 'cell');
          const received = self.ireceive(cell);
          await received.wait();
          await sent.wait();
          return cell.read();
        });
        node<number>('B', async (self) => {
          const got = await self.inbox.receive();
          await self.ssend('A', (got?.body ?? 0) + 1);
        });
      },
      1,
    ],
  ])('%s', async (_, wanted, outcomes) => {
    const report = await check(wanted, { model: asynchronous() });
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', notes: [] });
    expect(report.outcomes).toHaveLength(outcomes);
  });

  test('still shows what processes do share', async () => {
    const report = await check(async () => {
      const done = [chan<number>(1), chan<number>(1)];
      let n = 0;
      done.map((one, at) =>
        go(async () => {
          n = n * 2 + at;
          await one.send(1);
        }),
      );
      await Promise.all(done.map((one) => one.receive()));
      const x = shared(0, 'x');
      await x.write(n);
      return x.read();
    });
    expect(report.outcomes.map(({ value }) => value).sort()).toEqual([1, 2]);
    expect(report.notes.join()).toContain('share plain state (variable n)');
  });
});
