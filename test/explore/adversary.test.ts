// Where executions are drawn, what the adversary does comes at any moment, not as soon as it can.
import { asynchronous, node } from 'happens-before';
import { expect, test } from 'vitest';
import { check } from '../../src/entry/check.ts';

const steps = 10;
const executions = 400;
/** Each of the moments is drawn in some forty executions; as likely as everything else, the last comes up in less than one. */
const atLeast = 10;

/** How many executions came to each thing that node `name` returned. */
async function returnedBy(name: string, program: () => void, faults: object, strategy: 'random' | 'pct') {
  const { outcomes } = await check(program, { model: asynchronous(faults), strategy, budget: { executions } });
  const counts = new Map<unknown, number>();
  for (const { value, executions: count } of outcomes) {
    const returned: unknown = Reflect.get(value as object, name);
    counts.set(returned, (counts.get(returned) ?? 0) + count);
  }
  return counts;
}

test.each(['random', 'pct'] as const)('each of ten messages is the one that %s loses', async (strategy) => {
  const program = (): void => {
    node('P', async (self) => {
      for (let number = 0; number < steps; number++) await self.send('Q', number);
      await self.send('Q', 'end');
    });
    node('Q', async (self) => {
      let expected = 0;
      for await (const { body } of self.inbox) {
        if (body !== expected) return expected;
        expected++;
      }
      return undefined;
    });
  };
  const lost = await returnedBy('Q', program, { loss: 1 }, strategy);
  for (let number = 0; number < steps - 1; number++) expect(lost.get(number) ?? 0).toBeGreaterThanOrEqual(atLeast);
});

test.each(['random', 'pct'] as const)('a node crashes after each of ten steps in what %s draws', async (strategy) => {
  const program = (): void => {
    node('P', async (self) => {
      if (self.restarts > 0) return (await self.storage.get('count')) ?? 0;
      for (let count = 1; count <= steps; count++) {
        await self.storage.set('count', count);
        await self.storage.sync();
      }
      return 'done';
    });
  };
  const kept = await returnedBy('P', program, { crashes: 1, restarts: 1 }, strategy);
  expect(kept.get('done')).toBeGreaterThanOrEqual(atLeast);
  expect(kept.get('crashed')).toBeGreaterThanOrEqual(atLeast);
  for (let count = 0; count < steps; count++) expect(kept.get(count) ?? 0).toBeGreaterThanOrEqual(atLeast / 2);
});

test('without faults the strategy decides alone', async () => {
  const program = (): void => {
    for (const name of ['P', 'Q']) node(name, (self) => self.send('R', name));
    node('R', async (self) => (await self.inbox.receive())?.from);
  };
  const first = await returnedBy('R', program, {}, 'random');
  expect([...first.keys()].sort()).toEqual(['P', 'Q']);
});
