// verdict: violation
// outcomes: ["finalized with 1","finalized with 2"], ["finalized with 2"]
// findings: violation x1
// run: --expect '{"returned":["finalized with 2"]}'
//
// A counter of pending tasks finalizes when it falls to zero. A task is counted only once it has opened its file, and so the
// first may be through before the second counts: everything is finalized too early, and once more in the end.

import { go } from 'happens-before';

export default async function finalize(): Promise<string[]> {
  const disk = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();
  const log: string[] = [];
  let pending = 0;
  let copied = 0;

  async function copy(): Promise<void> {
    await disk('open', () => undefined);
    pending += 1;
    await disk('write', () => undefined);
    copied += 1;
    pending -= 1;
    if (pending === 0) log.push(`finalized with ${copied}`);
  }

  await Promise.all([copy(), copy()]);
  return log;
}
