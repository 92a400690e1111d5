// verdict: race
// outcomes: -1, 0, 1
// findings: race x1
//
// The counter written with `update`, which looks like one step and is a read, a computation and a write. It races as
// before, on one pair of lines instead of three.

import { go, shared } from 'happens-before';

export default async function counterUpdate(): Promise<number> {
  const x = shared(0, 'x');
  const p = go('P', async () => {
    await x.update((value) => value + 1);
  });
  const q = go('Q', async () => {
    await x.update((value) => value - 1);
  });
  await p.join();
  await q.join();
  return await x.read();
}
