// verdict: violation
// outcomes: -1, 0, 1
// findings: violation x2
// run: --expect '{"returned":0}'
//
// The counter on a plain `let`. Between its read and its write each process sends on a channel nobody else uses: that
// await is all it takes for the other to get in. A plain variable is no cell, so what is reported is its effect.

import { chan, go } from 'happens-before';

export default async function counterLet(): Promise<number> {
  let x = 0;
  const seenByP = chan<number>(1, 'seen by P');
  const seenByQ = chan<number>(1, 'seen by Q');
  const p = go('P', async () => {
    const seen = x;
    await seenByP.send(seen);
    x = seen + 1;
  });
  const q = go('Q', async () => {
    const seen = x;
    await seenByQ.send(seen);
    x = seen - 1;
  });
  await p.join();
  await q.join();
  return x;
}
