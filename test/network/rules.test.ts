import { asynchronous, mark, node } from 'happens-before';
import { check, replay } from 'happens-before/check';
import type { Trace } from 'happens-before/trace';
import { expect, test } from 'vitest';

// Rules 17 and 18 of docs/memory-model.md. Nodes share nothing that could race, so that what the rules order is read off traces.
const model = asynchronous({ crashes: 1, restarts: 1 });

async function traceEnding(program: () => void, end: string): Promise<Trace> {
  const { outcomes } = await check(program, { model });
  const schedule = outcomes.find(({ value }) => JSON.stringify(value).includes(end))?.schedule ?? '';
  return replay(program, schedule, { model });
}

function eventOf(trace: Trace, operation: string, process: string): number {
  const index = trace.events.findIndex(({ participants }) =>
    participants.some((one) => one.operation === operation && trace.processes[one.process]?.name === process),
  );
  expect(index, `${process} ${operation}`).toBeGreaterThan(0);
  return index;
}

function isAfter({ events }: Trace, later: number, earlier: number): boolean {
  const pending = [later];
  const seen = new Set<number>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const before of events[next]?.after ?? []) {
      if (before === earlier) return true;
      if (!seen.has(before)) pending.push(before);
      seen.add(before);
    }
  }
  return false;
}

test('rule 17: a message is sent before it is received', async () => {
  const program = (): void => {
    node('P', async (self) => {
      await mark('before');
      await self.send('Q', 1);
      await mark('after');
    });
    node<number>('Q', async (self) => (await self.inbox.receive())?.body);
  };
  const trace = await traceEnding(program, '"Q":1');
  const receipt = eventOf(trace, 'receive', 'Q');
  expect(isAfter(trace, receipt, eventOf(trace, 'post', 'P'))).toBe(true);
  expect(isAfter(trace, receipt, eventOf(trace, 'mark', 'P'))).toBe(true);
  // Its sender hears of nothing: what it does next comes neither before nor after.
  const last = trace.events.findLastIndex(({ participants }) => participants[0]?.operation === 'mark');
  expect(isAfter(trace, last, receipt) || isAfter(trace, receipt, last)).toBe(false);
});

test('rule 17: a crash orders nothing for who did not hear of it', async () => {
  const program = (): void => {
    node('P', async (self) => {
      await mark('alive');
      await self.inbox.receive();
    });
    node('Q', async () => mark('on my own'));
  };
  const trace = await traceEnding(program, '"P":"crashed"');
  const crash = trace.events.findIndex(({ participants }) => participants[0]?.operation === 'crash');
  const own = eventOf(trace, 'mark', 'Q');
  expect(isAfter(trace, own, crash) || isAfter(trace, crash, own)).toBe(false);
});

test('rule 18: what was synced comes before what the restarted node reads', async () => {
  const program = (synced: boolean) => (): void => {
    node('P', async (self) => {
      const { storage } = self;
      if (self.restarts > 0) return [await storage.get('x')];
      await storage.set('x', 1);
      if (synced) await storage.sync();
      return (await self.inbox.receive())?.body;
    });
  };
  const trace = await traceEnding(program(true), '"P":[1]');
  const sync = eventOf(trace, 'sync', 'P');
  const crash = trace.events.findIndex(({ participants }) => participants[0]?.operation === 'crash');
  const read = trace.events.findIndex(({ participants }) => participants[0]?.operation === 'get');
  expect(isAfter(trace, read, sync)).toBe(true);
  // Not by way of the crash, which comes after nothing that its node did.
  expect(isAfter(trace, crash, sync)).toBe(false);
  const unsynced = await check(program(false), { model });
  expect(JSON.stringify(unsynced.outcomes)).not.toContain('[1]');
});
