// verdict: ok
// outcomes: 3
// findings: none
// run: --expect '{"returned":3}'
//
// Hoare 1978, 5.2: an integer semaphore as a process. The guard on its value makes clients wait for P; a hundred of them,
// here three, use it to change a plain variable one at a time.

import { chan, go, never, select } from 'happens-before';

export async function countUnderSemaphore(clients: number): Promise<number> {
  const p = chan<true>(0, 'P');
  const v = chan<true>(0, 'V');
  const semaphore = async (): Promise<void> => {
    let value = 1;
    for (;;) {
      const { case: operation } = await select({ v, p: value > 0 ? p : never });
      value += operation === 'v' ? 1 : -1;
    }
  };
  go('S', semaphore, { background: true });

  let count = 0;
  const asked = chan<true>(clients, 'asked');
  const users = Array.from({ length: clients }, (_, i) =>
    go(`X(${i + 1})`, async () => {
      await p.send(true);
      const seen = count;
      await asked.send(true);
      count = seen + 1;
      await v.send(true);
    }),
  );
  for (const user of users) await user.join();
  return count;
}

export default function semaphoreProgram(): Promise<number> {
  return countUnderSemaphore(3);
}
