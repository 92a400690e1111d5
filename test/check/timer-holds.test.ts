// Who waits for a timer holds back the later ones of its clock, so a later one that fires may owe it to somebody's having
// gone otherwise: an order like any other, which reruns in other orders must keep.
import type { Channel } from 'happens-before';
import { after, asynchronous, chan, every, go, node, select } from 'happens-before';
import { expect, test } from 'vitest';
import { check } from '../../src/entry/check.ts';

const seenNoSharing = expect.stringMatching(/^no shared plain state seen/);

async function patient(stop: Channel<never>): Promise<void> {
  await select({ late: after(100), stop });
}

async function tidy(stop: Channel<never>): Promise<void> {
  const ticker = every(100);
  await select({ tick: ticker.channel, stop });
  await ticker.stop();
}

test('a timer that fires because nobody waits for an earlier one any more', async () => {
  const program = (): void => {
    node<number>('P', async (self) => {
      const stops = [chan<never>(), chan<never>()] as const;
      go(() => patient(stops[0]), { background: true });
      go(() => patient(stops[1]), { background: true });
      await self.inbox.receive();
      await stops[0].close();
    });
    node<number>('Q', (self) => self.send('P', 0));
  };
  const { certainty, executions, notes } = await check(program, { model: asynchronous() });
  expect({ certainty, executions, notes }).toEqual({
    certainty: 'exhaustive',
    executions: 7,
    notes: [seenNoSharing],
  });
});

test('a ticker that fires right before it is stopped', async () => {
  const program = async (): Promise<void> => {
    const stops = [chan<never>(), chan<never>()] as const;
    go(() => tidy(stops[0]), { background: true });
    go(() => tidy(stops[1]), { background: true });
    for (const stop of stops) await stop.close();
  };
  const { certainty, notes } = await check(program);
  expect(certainty).toBe('exhaustive');
  expect(notes).toContainEqual(seenNoSharing);
});
