// verdict: violation
// outcomes: {"P":1,"Q":1}, {"P":1,"Q":2}
// findings: violation x1
// claim: consensus that bears f crashes among n = 2f nodes splits when the network does
//
// One of two nodes may crash, so neither may wait for the other for ever: it decides on the least value of those it knows.

import { after, asynchronous, node, type Self, select } from 'happens-before';
import { always } from 'happens-before/check';

export const model = asynchronous({ partitions: 1 });

export const properties = [
  always('all decide the same', ({ outcome }) => {
    const { P, Q } = (outcome?.value ?? {}) as Record<string, unknown>;
    return P === Q;
  }),
];

const propose =
  (other: string, value: number) =>
  async (self: Self<number>): Promise<number> => {
    await self.send(other, value);
    const got = await select({ proposal: self.inbox, late: after(100) });
    return got.case === 'late' ? value : Math.min(value, got.value?.body ?? value);
  };

export default function consensusHalf(): void {
  node('P', propose('Q', 1));
  node('Q', propose('P', 2));
}
