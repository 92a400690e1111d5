import { node, shared } from 'happens-before';
import type { Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { asynchronous } from '../../src/trace/model.ts';

// The six primitives of Kshemkalyani & Singhal (1.6), each told apart from the others by what its programs can do.
function outcomes({ outcomes: all }: Report): unknown[] {
  return all.map(({ kind, value }) => (kind === 'returned' ? value : kind));
}

describe('synchronous blocking send', () => {
  test('crossing sends deadlock', async () => {
    const report = await check(() => {
      for (const [own, other] of [
        ['P', 'Q'],
        ['Q', 'P'],
      ] as const)
        node<number>(own, async (self) => {
          await self.ssend(other, 1);
          await self.inbox.receive();
        });
    });
    expect(report).toMatchObject({ verdict: 'deadlock', certainty: 'exhaustive' });
    expect(outcomes(report)).toEqual(['deadlocked']);
  });

  test('a lost message leaves its sender waiting', async () => {
    const lossy = asynchronous({ loss: 1 });
    const report = await check(
      () => {
        node('P', async (self) => self.ssend('Q', 1));
        node('Q', async (self) => void (await self.inbox.receive()));
      },
      { model: lossy },
    );
    expect(report.verdict).toBe('deadlock');
  });
});

describe('synchronous non-blocking send', () => {
  test('crossing sends complete when the receive comes before the wait, which says that the peer has it', async () => {
    const report = await check(() => {
      for (const [own, other] of [
        ['P', 'Q'],
        ['Q', 'P'],
      ] as const)
        node<number>(own, async (self) => {
          const sent = self.issend(other, 1);
          const before = await sent.done();
          await self.inbox.receive();
          await sent.wait();
          return [before, await sent.done()];
        });
    });
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive' });
    const ends = outcomes(report) as { P: [boolean, boolean]; Q: [boolean, boolean] }[];
    expect(ends.every(({ P, Q }) => P[1] && Q[1])).toBe(true);
    // It has not been received when it has only been begun, unless the other was quick.
    expect(ends.some(({ P }) => !P[0])).toBe(true);
  });
});

describe('asynchronous blocking send', () => {
  test('crossing sends complete', async () => {
    const report = await check(() => {
      for (const [own, other] of [
        ['P', 'Q'],
        ['Q', 'P'],
      ] as const)
        node<number>(own, async (self) => {
          await self.send(other, 1);
          return (await self.inbox.receive())?.body;
        });
    });
    expect(outcomes(report)).toEqual([{ P: 1, Q: 1 }]);
    expect(report.certainty).toBe('exhaustive');
  });

  test('what is sent is what was there at the call', async () => {
    const report = await check(() => {
      node<{ n: number }>('P', async (self) => {
        const body = { n: 1 };
        const sent = self.send('Q', body);
        body.n = 2;
        await sent;
      });
      node<{ n: number }>('Q', async (self) => (await self.inbox.receive())?.body.n);
    });
    expect(outcomes(report)).toEqual([{ P: { $: 'undefined' }, Q: 1 }]);
  });
});

describe('asynchronous non-blocking send', () => {
  test('changing the buffer before the wait: either value leaves, and it is a race', async () => {
    const report = await check(() => {
      node<string>('P', async (self) => {
        const buffer = shared('old', 'buffer');
        const sent = self.isend('Q', buffer);
        await buffer.write('new');
        await sent.wait();
      });
      node<string>('Q', async (self) => (await self.inbox.receive())?.body);
    });
    expect(report.verdict).toBe('race');
    expect(outcomes(report).map((record) => (record as { Q: string }).Q)).toEqual(['old', 'new']);
  });

  test('changing it after the wait is safe', async () => {
    const report = await check(() => {
      node<string>('P', async (self) => {
        const buffer = shared('old', 'buffer');
        await self.isend('Q', buffer).wait();
        await buffer.write('new');
      });
      node<string>('Q', async (self) => (await self.inbox.receive())?.body);
    });
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive' });
    expect(outcomes(report)).toEqual([{ P: { $: 'undefined' }, Q: 'old' }]);
  });
});

describe('blocking receive', () => {
  test('a lost message leaves it waiting, which a node may', async () => {
    const report = await check(
      () => {
        node('P', async (self) => self.send('Q', 1));
        node('Q', async (self) => (await self.inbox.receive())?.body);
      },
      { model: asynchronous({ loss: 1 }) },
    );
    expect(outcomes(report).map((record) => (record as { Q: unknown }).Q)).toEqual([1, 'waiting']);
  });
});

describe('non-blocking receive', () => {
  const program = (waits: boolean) => () => {
    node('P', async (self) => self.send('Q', 'message'));
    node<string>('Q', async (self) => {
      const cell = shared('stale', 'cell');
      const received = self.ireceive(cell);
      if (waits) await received.wait();
      const seen = await cell.read();
      await received.wait();
      return seen;
    });
  };

  test('reading before the wait: stale or the message, and a race', async () => {
    const report = await check(program(false));
    expect(report.verdict).toBe('race');
    expect(outcomes(report).map((record) => (record as { Q: string }).Q)).toEqual(['stale', 'message']);
  });

  test('reading after the wait: the message', async () => {
    const report = await check(program(true));
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive' });
    expect(outcomes(report).map((record) => (record as { Q: string }).Q)).toEqual(['message']);
  });
});
