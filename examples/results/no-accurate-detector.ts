// verdict: violation
// outcomes: {"P":"trusts Q","Q":"waiting"}, {"P":"suspects Q","Q":"waiting"}
// findings: violation x1
// claim: in an asynchronous system no detector of crashes is accurate: a slow node is suspected
//
// P asks Q whether it is there, and suspects it when no answer comes in time, however long that is.

import { after, asynchronous, mark, node, select } from 'happens-before';
import { always } from 'happens-before/check';

export const model = asynchronous({ crashes: 1 });

export const properties = [
  always('whoever is suspected has crashed', ({ outcome }) => {
    const { P, Q } = (outcome?.value ?? {}) as Record<string, unknown>;
    return P !== 'suspects Q' || Q === 'crashed';
  }),
];

export default function detector(): void {
  node('Q', async (self) => {
    for await (const { from } of self.inbox) await self.send(from, 'here');
  });
  node('P', async (self) => {
    await self.send('Q', 'are you there?');
    const got = await select({ answer: self.inbox, late: after(1_000_000) });
    if (got.case === 'answer') return 'trusts Q';
    await mark('suspects Q');
    return 'suspects Q';
  });
}
