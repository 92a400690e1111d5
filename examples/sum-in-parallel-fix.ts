// verdict: ok
// outcomes: 30
// findings: none
// run: --expect '{"returned":30}'
//
// Awaited first and added afterwards, the total is read and written in one step, which nothing can interrupt.

import { sleep } from 'happens-before';

async function download(kilobytes: number): Promise<number> {
  await sleep(kilobytes);
  return kilobytes;
}

export default async function sumInParallelFix(): Promise<number> {
  let total = 0;
  const count = async (kilobytes: number): Promise<void> => {
    const downloaded = await download(kilobytes);
    total += downloaded;
  };
  await Promise.all([count(20), count(10)]);
  return total;
}
