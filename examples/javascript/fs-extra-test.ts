// verdict: violation
// outcomes: 1, 2
// findings: violation x1
// run: --expect '{"returned":1}'
//
// fs-extra, pull request 736: a test asks at intervals whether a file is gone, and stops asking when it is told so. A second
// question that is under way by then is answered too, and the test is done twice.

import { go } from 'happens-before';

export default async function fsExtraTest(): Promise<number> {
  const files = new Set(['file']);
  const disk = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();
  let asking = true;
  let done = 0;

  async function check(): Promise<void> {
    if (!asking) return;
    const exists = await disk('stat', () => files.has('file'));
    if (exists) return;
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
