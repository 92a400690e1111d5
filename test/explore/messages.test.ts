import { chan, never, node, shared } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { racesOf } from '../../src/causality/trace-races.ts';
import { happensBefore } from '../../src/report/order.ts';
import { faultOf } from '../../src/trace/fault.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { executionOf } from '../report/node-executions.ts';
import { request, synchronously, twice } from '../report/node-programs.ts';

/** Each message as its fate, and the rows of its send, receipts and forgetting. */
function fates({ messages }: Trace): unknown[] {
  return (messages ?? []).map(({ fate, send, receipts, forgotten }) => [fate, send, receipts, forgotten]);
}

describe('messages in a trace', () => {
  test('have a send, receipts and a fate', async () => {
    const trace = await executionOf(request, {}, '{P: {answer: 42}, Q: "waiting"}');
    expect(trace.messages).toEqual([
      {
        send: 1,
        receipts: [2],
        forgotten: [],
        from: 'P',
        to: 'Q',
        body: '{question: 41}',
        synchronous: false,
        fate: 'carried',
      },
      {
        send: 3,
        receipts: [4],
        forgotten: [],
        from: 'Q',
        to: 'P',
        body: '{answer: 42}',
        synchronous: false,
        fate: 'carried',
      },
    ]);
    expect(faultOf(JSON.parse(JSON.stringify(trace)))).toBeUndefined();
  });

  test('are lost, doubled, cut, forgotten or on their way', async () => {
    const fate = async (...execution: Parameters<typeof executionOf>): Promise<unknown[]> =>
      fates(await executionOf(...execution));
    expect(await fate(twice(1), { loss: 1 }, '{P: undefined, Q: ["b", 0]}')).toEqual([
      ['lost', 1, [], []],
      ['carried', 2, [3], []],
    ]);
    expect(await fate(twice(2), { duplication: 1 }, '{P: undefined, Q: ["a", "a", 0]}')).toEqual([
      ['doubled', 1, [3, 4], []],
      ['on its way', 2, [], []],
    ]);
    expect(await fate(twice(1), { partitions: 1 }, '{P: undefined, Q: ["b", 0]}')).toEqual([
      ['cut', 2, [], []],
      ['carried', 4, [5], []],
    ]);
    expect(await fate(twice(1), { crashes: 1, restarts: 1 }, '{P: undefined, Q: ["b", 1]}')).toEqual([
      ['forgotten', 1, [], [5]],
      ['carried', 4, [6], []],
    ]);
  });

  test('a send comes before its receipt, and nothing else of the sender does (rule 17)', async () => {
    const trace = await executionOf(twice(1), {}, '{P: undefined, Q: ["a", 0]}');
    const kinds = trace.events.map(({ participants: [first] }) => first?.operation);
    const [first, second, receipt] = [kinds.indexOf('post'), kinds.lastIndexOf('post'), kinds.indexOf('receive')];
    expect(happensBefore(trace, first, receipt)).toBe(true);
    expect(happensBefore(trace, Math.min(second, receipt), Math.max(second, receipt))).toBe(false);
  });

  test('the sender takes part in the receipt only when it waits for it', async () => {
    const parts = ({ events }: Trace, kind: string): (string | undefined)[] => {
      const event = events.find(({ participants: [first] }) => first?.operation === kind);
      return (event?.participants ?? []).map(({ operation, object, from }) => [operation, object, from].join(' '));
    };
    expect(parts(await executionOf(synchronously, {}, '{P: undefined, Q: "a"}'), 'receive')).toEqual([
      'receive inbox of Q P',
      'deliver Q ',
    ]);
    expect(parts(await executionOf(twice(1), {}, '{P: undefined, Q: ["a", 0]}'), 'receive')).toEqual([
      'receive inbox of Q P',
    ]);
  });

  test('processes say of which node they are, and whether they crashed; who may wait is idle', async () => {
    const budgets = { crashes: 1, restarts: 1 };
    const { processes } = await executionOf(twice(1), budgets, '{P: undefined, Q: "waiting"}');
    expect(processes.map(({ name, node: of, end }) => [name, of, end])).toEqual([
      ['main', undefined, 'returned'],
      ['P', 'P', 'returned'],
      ['Q', 'Q', 'crashed'],
      ['Q#2', 'Q', 'idle'],
    ]);
  });

  test('a cell whose value is sent is read as it leaves, which races by its own name', async () => {
    const program = (): void => {
      node<number>('P', async (self) => {
        const x = shared(1, 'x');
        const sent = self.isend('Q', x);
        await x.write(2);
        await sent.wait();
      });
      node<number>('Q', async (self) => (await self.inbox.receive())?.body);
    };
    const trace = await executionOf(program, {}, '{P: undefined, Q: 1}');
    expect(racesOf(trace).map(({ object, first, second }) => [object, first.access, second.access])).toEqual([
      ['x', 'read', 'write'],
    ]);
  });

  test('a message says what it said when it left, and each copy is its own', async () => {
    const program = (): void => {
      node<{ n: number }>('P', async (self) => self.send('Q', { n: 0 }));
      node<{ n: number }>('Q', async (self) => {
        const first = await self.inbox.receive();
        if (first !== undefined) first.body.n = 1;
        return (await self.inbox.receive())?.body;
      });
    };
    const trace = await executionOf(program, { duplication: 1 }, '{P: undefined, Q: {n: 0}}');
    expect(trace.messages?.map(({ body, receipts }) => [body, receipts.length])).toEqual([['{n: 0}', 2]]);
    expect(trace.events[2]?.participants).toMatchObject([{ operation: 'receive', result: '{n: 0}' }]);
  });

  test('a trace without nodes has none', async () => {
    const program = async (): Promise<number | undefined> => {
      const one = chan<number>(1);
      await one.send(1);
      return one.receive();
    };
    expect(await executionOf(program, {}, '1')).not.toHaveProperty('messages');
  });
});

test('a node may wait for ever on never, and not on a channel of that name', async () => {
  const waits = (on: () => Promise<unknown>) => () => void node('P', on);
  expect(await check(waits(() => never.receive()))).toMatchObject({ verdict: 'ok' });
  expect(await check(waits(() => chan<number>(0, 'never').receive()))).toMatchObject({ verdict: 'deadlock' });
});

describe('a trace with messages that make no sense is none', () => {
  const whole = {
    send: 0,
    receipts: [1],
    forgotten: [],
    from: 'P',
    to: 'Q',
    body: '1',
    synchronous: false,
    fate: 'carried',
  };
  const trace = (message: unknown): unknown => ({
    version: 1,
    program: 'p',
    schedule: '',
    outcome: 'returned',
    processes: [],
    events: [0, 1].map(() => ({ participants: [], after: [], effects: [] })),
    messages: [message],
  });
  test.each([
    ['no receipt before its send', { ...whole, send: 1, receipts: [0] }],
    ['no receipt that is not there', { ...whole, receipts: [2] }],
    ['no message without a fate', { ...whole, fate: undefined }],
    ['no message that forgot before', { ...whole, forgotten: [0] }],
  ])('%s', (_, message) => {
    expect(faultOf(trace(message))).toBe('message 0 is none');
  });

  test('one that does is one', () => {
    expect(faultOf(trace(whole))).toBeUndefined();
    expect(faultOf({ ...(trace(whole) as object), messages: 1 })).toBe('its messages are no list');
  });
});
