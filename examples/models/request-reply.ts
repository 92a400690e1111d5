// verdict: ok
// outcomes: 5 different
// findings: none
// worlds: at 'gave up': the request was lost | the request was lost, and Q has crashed | the request is on its way | Q crashed before it received the request | Q is slow: it has received the request and not answered yet | Q crashed after it received the request and before it answered | the reply is on its way | the reply is on its way, and Q has crashed since | the reply was lost | the reply was lost, and Q has crashed since
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
