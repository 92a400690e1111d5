// verdict: ok
// outcomes: 4 different
// findings: none
// worlds: at 'gave up': Q crashed before it received the request | Q crashed after it received the request and before it answered
// claim: where delays and steps are bounded, a timeout longer than the longest round trip proves that the other crashed
//
// A request takes at most 3, the reply at most 3, and Q's step in between at most 1. P gives up at 8, and not with Q in good
// health; `hb check examples/models/timeout-proves-crash.ts --weakest timeout` says that it is enough to wait more than 7.

import { after, mark, node, select, synchronous } from 'happens-before';

export const model = synchronous({ delay: [1, 3], step: [0, 1], crashes: 1 });

export const expect = [
  { returned: { P: 'answered', Q: 'answered' } },
  { returned: { P: 'gave up', Q: 'crashed' } },
  { returned: { P: 'crashed', Q: 'answered' } },
  { returned: { P: 'crashed', Q: 'waiting' } },
];

export default function timeoutProvesCrash({ timeout = 8 } = {}): void {
  node('P', async (self) => {
    await self.send('Q', 'question');
    const got = await select({ reply: self.inbox, late: after(timeout) });
    if (got.case === 'reply') return 'answered';
    await mark('gave up');
    return 'gave up';
  });
  node('Q', async (self) => {
    await self.inbox.receive();
    await self.send('P', 'answer');
    return 'answered';
  });
}
