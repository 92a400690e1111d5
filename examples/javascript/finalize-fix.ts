// verdict: ok
// outcomes: ["finalized with 2"]
// findings: none
// run: --expect '{"returned":["finalized with 2"]}'
//
// The counter repaired: a task counts from the moment it is asked for.

import { go } from 'happens-before';

export default async function finalizeFix(): Promise<string[]> {
  const disk = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();
  const log: string[] = [];
  let pending = 0;
  let copied = 0;

  async function copy(): Promise<void> {
    pending += 1;
    await disk('open', () => undefined);
    await disk('write', () => undefined);
    copied += 1;
    pending -= 1;
    if (pending === 0) log.push(`finalized with ${copied}`);
  }

  await Promise.all([copy(), copy()]);
  return log;
}
