// verdict: ok
// outcomes: 0
// findings: none
//
// The counter as an atomic: `add` reads and writes in one step, so no change can come between.

import { atomic, go } from 'happens-before';

export default async function counterAtomic(): Promise<number> {
  const x = atomic(0);
  const p = go('P', async () => {
    await x.add(1);
  });
  const q = go('Q', async () => {
    await x.add(-1);
  });
  await p.join();
  await q.join();
  return await x.load();
}
