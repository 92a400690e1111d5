// verdict: race
// outcomes: -1, 0, 1
// findings: race x3
// claim: x = x + 1 beside x = x - 1 ends in -1, 0 or 1, because each is a read, a sum and a write
//
// P adds one and Q takes one away, each as a read, a computation and a write. When the reads come before the other's
// write, one of the two changes is lost.

import { go, shared } from 'happens-before';

export default async function counter(): Promise<number> {
  const x = shared(0, 'x');
  const p = go('P', async () => {
    await x.write((await x.read()) + 1);
  });
  const q = go('Q', async () => {
    await x.write((await x.read()) - 1);
  });
  await p.join();
  await q.join();
  return await x.read();
}
