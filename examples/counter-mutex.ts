// verdict: ok
// outcomes: 0
// findings: none
// claim: a mutex puts one critical section before the other, and with that there is one outcome
//
// The counter with a mutex: each unlock happens before the next lock returns, so one process's read and write are
// both before or both after the other's.

import { go, Mutex, shared } from 'happens-before';

export default async function counterMutex(): Promise<number> {
  const x = shared(0, 'x');
  const mutex = new Mutex('mutex');
  const p = go('P', async () => {
    await mutex.lock();
    await x.write((await x.read()) + 1);
    await mutex.unlock();
  });
  const q = go('Q', async () => {
    await mutex.lock();
    await x.write((await x.read()) - 1);
    await mutex.unlock();
  });
  await p.join();
  await q.join();
  return await x.read();
}
