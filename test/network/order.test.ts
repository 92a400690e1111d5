import { asynchronous, mark, node } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import type { Self } from '../../src/network/node.ts';

// How many executions there are, by the order of messages: published numbers and closed forms.
type Program = () => unknown;
type Body = (self: Self<number>) => Promise<unknown>;

const takes =
  (count: number): Body =>
  async (self) => {
    const got: unknown[] = [];
    for (let at = 0; at < count; at++) got.push((await self.inbox.receive())?.body);
    return got;
  };

const sends =
  (to: string, ...values: number[]): Body =>
  async (self) => {
    for (const value of values) await self.send(to, value);
  };

const nodes =
  (bodies: Readonly<Record<string, Body>>): Program =>
  () => {
    for (const [name, body] of Object.entries(bodies)) node<number>(name, body);
  };

const senders = (count: number, taken: number): Program =>
  nodes({
    R: takes(taken),
    ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`S${at}`, sends('R', at)])),
  });

const relay: Body = async (self) => {
  await self.inbox.receive();
  await self.send('R', 4);
};

const echo =
  (other: string, synchronously: boolean): Body =>
  async (self) => {
    await (synchronously ? self.ssend(other, 1) : self.send(other, 1));
    return (await self.inbox.receive())?.body;
  };

async function executionsOf(program: Program, order: 'none' | 'fifo' | 'causal'): Promise<number> {
  const report = await check(program, { model: asynchronous({ order }) });
  expect(report.certainty).toBe('exhaustive');
  return report.executions;
}

describe('executions by order', () => {
  test.each<readonly [string, Program, readonly [number, number, number]]>([
    [
      '1; 2 from one, 3 and 4 from two others',
      nodes({ R: takes(3), A: sends('R', 1, 2), B: sends('R', 3), C: sends('R', 4) }),
      [24, 12, 12],
    ],
    [
      "the same, where 4's sender waits to hear from 3's",
      nodes({
        R: takes(3),
        A: sends('R', 1, 2),
        B: async (self) => {
          await self.send('R', 3);
          await self.send('C', 0);
        },
        C: relay,
      }),
      [24, 12, 6],
    ],
    ['three from one sender', nodes({ R: takes(3), A: sends('R', 1, 2, 3) }), [6, 1, 1]],
    ['two from one sender', nodes({ B: takes(2), A: sends('B', 1, 2) }), [2, 1, 1]],
    [
      'a triangle',
      nodes({
        R: takes(2),
        A: async (self) => {
          await self.send('R', 1);
          await self.send('B', 2);
        },
        B: relay,
      }),
      [2, 2, 1],
    ],
    ['crossing sends', nodes({ A: echo('B', false), B: echo('A', false) }), [1, 1, 1]],
    ['5 senders, one is heard', senders(5, 1), [5, 5, 5]],
    ['5 senders, two are heard', senders(5, 2), [20, 20, 20]],
    ['4 senders, all are heard', senders(4, 4), [24, 24, 24]],
  ])('%s', async (_, program, [none, fifo, causal]) => {
    expect(await executionsOf(program, 'none')).toBe(none);
    expect(await executionsOf(program, 'fifo')).toBe(fifo);
    expect(await executionsOf(program, 'causal')).toBe(causal);
  });

  test('crossing synchronous sends: a rendezvous has none, a deadlock', async () => {
    const report = await check(nodes({ A: echo('B', true), B: echo('A', true) }));
    expect(report).toMatchObject({ verdict: 'deadlock', executions: 1, certainty: 'exhaustive' });
  });

  test.each([2, 3, 4])('two-phase commit with %i participants and no faults: 2^N', async (count) => {
    const { twoPhaseCommit } = await import('./two-phase-commit.ts');
    const report = await check(twoPhaseCommit(count));
    expect(report).toMatchObject({ verdict: 'ok', certainty: 'exhaustive', executions: 2 ** count, redundant: 0 });
  });
});

test('what a mark adds to a node is no execution', async () => {
  const marked = nodes({
    R: takes(1),
    A: async (self) => {
      await mark('before');
      await self.send('R', 1);
    },
  });
  expect(await executionsOf(marked, 'fifo')).toBe(1);
});
