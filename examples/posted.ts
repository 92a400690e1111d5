// verdict: ok
// outcomes: "posted"
// findings: none
//
// P posts a letter to Q and goes on. At `posted` it knows nothing of Q: `hb knows examples/posted.ts posted` shows how far Q
// may be. At `read` Q knows that the letter was written and sent.

import { chan, go, mark } from 'happens-before';

export default async function posted(): Promise<string> {
  const wire = chan<string>(1, 'wire');
  go('P', async () => {
    await wire.send('a letter');
    await mark('posted');
  });
  go('Q', async () => {
    await wire.receive();
    await mark('read');
  });
  return 'posted';
}
