// verdict: ok
// outcomes: TODO
// findings: none
// worlds: TODO
// claim: P asked Q and heard nothing: it cannot tell whether Q crashed or is slow, or which message is late or lost
//
// `hb knows examples/models/request-reply.ts 'gave up'` shows an execution for each of the ways it may be.

import { after, asynchronous, mark, node, select } from 'happens-before';

export const model = asynchronous({ loss: 1, crashes: 1 });

export default function requestReply(): void {
  node<number>('Q', async (self) => {
    for await (const { from, body } of self.inbox) await self.send(from, body + 1);
  });
  node<number>('P', async (self) => {
    await self.send('Q', 41);
    const got = await select({ reply: self.inbox, late: after(100) });
    if (got.case === 'reply') return `is told ${got.value?.body}`;
    await mark('gave up');
    return 'gave up';
  });
}
