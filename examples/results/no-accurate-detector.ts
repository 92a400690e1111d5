// verdict: violation
// outcomes: {"P":"crashed","Q":"waiting"}, {"P":"suspects Q","Q":"crashed"}, {"P":"suspects Q","Q":"waiting"}, {"P":"trusts Q","Q":"crashed"}, {"P":"trusts Q","Q":"waiting"}
// findings: violation x1
// worlds: at 'suspects Q': the request is on its way | Q crashed before it received the request | Q is slow: it has received the request and not answered yet | Q crashed after it received the request and before it answered | the reply is on its way | the reply is on its way, and Q has crashed since
// claim: in an asynchronous system no detector of crashes is accurate: a slow node is suspected
//
// P asks Q whether it is there, and suspects it when no answer comes in time, however long that is. Each world in which it does
// so while Q is there is a twin of one in which Q has crashed: P has seen the same in both.

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
