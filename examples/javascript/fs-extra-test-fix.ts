// verdict: ok
// outcomes: 1
// findings: none
// run: --expect '{"returned":1}'
//
// fs-extra, pull request 736: the answer looks whether anybody is still asking.

import { go } from 'happens-before';

export default async function fsExtraTestFix(): Promise<number> {
  const files = new Set(['file']);
  const disk = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();
  let asking = true;
  let done = 0;

  async function check(): Promise<void> {
    if (!asking) return;
    const exists = await disk('stat', () => files.has('file'));
    if (exists || !asking) return;
    asking = false;
    done += 1;
  }

  const first = go('first check', check);
  await disk('unlink', () => files.delete('file'));
  const second = go('second check', check);
  await first.join();
  await second.join();
  return done;
}
