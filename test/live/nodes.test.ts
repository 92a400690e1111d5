import { go, node, type Process, shared } from 'happens-before';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { linksOf } from '../../src/report/links.ts';
import { happensBefore } from '../../src/report/order.ts';
import { faultOf } from '../../src/trace/fault.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { programs } from './node-programs.ts';
import { realRuns } from './node-runs.ts';
import { recorded } from './recorded.ts';

const times = 5;
let runs: ReturnType<typeof realRuns> | undefined;

async function runsOf(name: string): Promise<readonly string[]> {
  runs ??= realRuns(times);
  return (await runs).get(name) ?? [];
}

/** What every real run of the program came to. */
async function real(name: string): Promise<unknown> {
  const outcomes = new Set(await runsOf(name));
  expect([...outcomes]).toHaveLength(1);
  const [outcome = ''] = outcomes;
  return outcome === 'deadlocked' ? outcome : (JSON.parse(outcome) as unknown);
}

describe('nodes run for real and checked', () => {
  test.each(Object.entries(programs))('%s: what happens is one of what can happen', async (name, program) => {
    const report = await check(program);
    expect(report.certainty).toBe('exhaustive');
    const possible = report.outcomes.map(({ kind, value }) => (kind === 'returned' ? JSON.stringify(value) : kind));
    const outcomes = await runsOf(name);
    expect(outcomes).toHaveLength(times);
    for (const outcome of outcomes) expect(possible).toContain(outcome);
  });
});

describe('the six primitives, for real', () => {
  test('asynchronous blocking send: handed over, whoever receives', async () => {
    expect(await real('send: nobody receives')).toEqual({ P: 'handed over', Q: 'not listening' });
    expect(await real('send: crossing')).toEqual({ P: 1, Q: 1 });
  });

  test('synchronous blocking send: waits until it is received', async () => {
    expect(await real('ssend: nobody receives')).toBe('deadlocked');
    expect(await real('ssend: crossing')).toBe('deadlocked');
  });

  test('synchronous non-blocking send: goes on at once, and is done when it has been received', async () => {
    expect(await real('issend: nobody receives')).toEqual({ P: false, Q: 'not listening' });
    expect(await real('issend: done when it has been received')).toMatchObject({ P: [expect.any(Boolean), true] });
  });

  test('asynchronous non-blocking send: done when it has left', async () => {
    expect(await real('isend: complete when it has left, whoever receives')).toEqual({ P: true, Q: 'not listening' });
    expect(await real('isend: the buffer changes after the wait')).toMatchObject({ Q: 'old' });
  });

  test('blocking receive: waits for a message, which a node may', async () => {
    expect(await real('receive: nothing comes')).toEqual({ P: 'silent', Q: 'waiting' });
  });

  test('non-blocking receive: goes on at once, and is done when the cell has been written', async () => {
    expect(await real('ireceive: nothing comes')).toEqual({ P: 'silent', Q: [false, 'stale'] });
    expect(await real('ireceive: the cell is read after the wait')).toMatchObject({ Q: 'message' });
    expect(await real('ireceive: the cell is read before the wait')).toMatchObject({
      Q: [expect.any(String), 'message'],
    });
  });
});

/** Runs nodes with a trace until all have ended. */
function traced(program: () => readonly Process<unknown>[]) {
  return recorded(async () => {
    for (const process of program()) await process.join();
  });
}

function kindsOf({ events, processes }: Trace): string[] {
  return events.map(({ participants }) =>
    participants.map(({ process, operation }) => `${processes[process]?.name} ${operation}`).join(', '),
  );
}

describe('a recorded run of nodes', () => {
  const pingPong = (): Process<unknown>[] => [
    node<number>('P', async (self) => {
      await self.send('Q', 1);
      return (await self.inbox.receive())?.body;
    }),
    node<number>('Q', async (self) => {
      const message = await self.inbox.receive();
      if (message !== undefined) await self.send(message.from, message.body + 1);
    }),
  ];

  test('has sends and receipts as events of their own, and the messages', async () => {
    const { trace } = await traced(pingPong);
    const nodes = kindsOf(trace).filter((kinds) => !kinds.startsWith('main'));
    expect(nodes).toEqual(['P post', 'Q receive', 'Q post', 'P receive']);
    const [first, second] = trace.messages ?? [];
    expect(trace.messages).toHaveLength(2);
    expect(first).toMatchObject({ from: 'P', to: 'Q', body: '1', synchronous: false, fate: 'carried', forgotten: [] });
    expect(second).toMatchObject({ from: 'Q', to: 'P', body: '2' });
    expect(faultOf(JSON.parse(JSON.stringify(trace)))).toBeUndefined();
    expect(trace.processes.map(({ name, node: of }) => [name, of])).toEqual([
      ['main', undefined],
      ['P', 'P'],
      ['Q', 'Q'],
    ]);
    for (const { participants } of trace.events)
      for (const { operation, from, result } of participants)
        if (operation === 'receive') expect([from, result]).toEqual(from === 'P' ? ['P', '1'] : ['Q', '2']);
  });

  test('a send comes before its receipt, and not after it (rule 17)', async () => {
    const { trace } = await traced(pingPong);
    expect(trace.messages).toHaveLength(2);
    for (const { send, receipts } of trace.messages ?? []) {
      expect(receipts).toHaveLength(1);
      for (const receipt of receipts) {
        expect(happensBefore(trace, send, receipt)).toBe(true);
        expect(linksOf(trace)[receipt]).toMatchObject([{ kind: 'message', from: send, to: receipt }]);
      }
    }
  });

  test('the sender comes after the receipt only when it waited for it (rule 5)', async () => {
    const program = (how: 'send' | 'ssend') => () => [
      node<number>('P', async (self) => {
        await self[how]('Q', 1);
        await self.storage.set('after', true);
      }),
      node<number>('Q', async (self) => {
        await self.inbox.receive();
        await self.storage.set('got', true);
      }),
    ];
    const ordered = async (how: 'send' | 'ssend'): Promise<boolean[]> => {
      const { trace } = await traced(program(how));
      const kinds = kindsOf(trace);
      const receipt = kinds.findIndex((kind) => kind.startsWith('Q receive'));
      expect(kinds[receipt]).toBe(how === 'ssend' ? 'Q receive, P deliver' : 'Q receive');
      const set = kinds.indexOf('P set');
      return [happensBefore(trace, receipt, set), happensBefore(trace, kinds.indexOf('Q set'), set)];
    };
    expect(await ordered('send')).toEqual([false, false]);
    expect(await ordered('ssend')).toEqual([true, false]);
  });

  test('a cell that is sent is read as the message leaves, and races with who changes it before the wait', async () => {
    const program = (waits: boolean) => () => [
      node<number>('P', async (self) => {
        const buffer = shared(1, 'buffer');
        const sent = self.isend('Q', buffer);
        if (waits) await sent.wait();
        await buffer.write(2);
        await sent.wait();
      }),
      node<number>('Q', async (self) => (await self.inbox.receive())?.body),
    ];
    const early = await traced(program(false));
    expect(early.races.map(({ object, first, second }) => [object, first.access, second.access])).toEqual([
      ['buffer', 'read', 'write'],
    ]);
    expect((await traced(program(true))).races).toEqual([]);
  });

  test('a cell that is received into races with who reads it before the wait', async () => {
    const program = (waits: boolean) => () => [
      node<number>('P', async (self) => self.send('Q', 1)),
      node<number>('Q', async (self) => {
        const cell = shared(0, 'cell');
        const received = self.ireceive(cell);
        if (waits) await received.wait();
        await cell.read();
        await received.wait();
      }),
    ];
    expect((await traced(program(false))).races.map(({ object }) => object)).toEqual(['cell']);
    expect((await traced(program(true))).races).toEqual([]);
  });

  test('what is never received is on its way, and keeps nobody waiting', async () => {
    const { trace } = await traced(() => {
      node('Q', async (self) => {
        await self.inbox.receive();
        return self.ssend('R', 'in vain');
      });
      node('R', () => undefined);
      return [
        node('P', async (self) => {
          await self.send('Q', 'taken');
          await self.send('Q', 'left');
        }),
      ];
    });
    const fates = trace.messages?.map(({ body, fate, synchronous }) => [body, fate, synchronous]);
    expect(fates?.sort()).toEqual([
      ['"in vain"', 'on its way', true],
      ['"left"', 'on its way', false],
      ['"taken"', 'carried', false],
    ]);
    expect(trace.processes.map(({ name, end, waitingOn }) => [name, end, waitingOn])).toEqual([
      ['main', 'returned', undefined],
      ['Q', 'waiting', 'ssend R'],
      ['R', 'returned', undefined],
      ['P', 'returned', undefined],
    ]);
  });

  test('a node that waits for messages is idle, and so is who joins it', async () => {
    const { trace } = await recorded(async () => {
      const p = node('P', async (self) => self.inbox.receive());
      go('joiner', () => p.join());
      await node('Q', () => 1).join();
    });
    expect(trace.processes.map(({ name, end, waitingOn }) => [name, end, waitingOn])).toEqual([
      ['main', 'returned', undefined],
      ['P', 'idle', 'receive inbox of P'],
      ['joiner', 'idle', 'join P'],
      ['Q', 'returned', undefined],
    ]);
  });

  test('of a run that is cut short only the messages that were sent by then are kept', async () => {
    const { trace } = await recorded(
      async () => {
        const [p, q] = pingPong();
        await p?.join();
        await q?.join();
      },
      5000,
      3,
    );
    expect(trace.events).toHaveLength(3);
    expect(trace.messages).toMatchObject([{ send: 1, receipts: [2] }]);
    expect(faultOf(JSON.parse(JSON.stringify(trace)))).toBeUndefined();
  });
});
