// verdict: violation
// outcomes: 10, 20
// findings: violation x2
// run: --expect '{"returned":30}'
//
// `total += await …` reads the total before it waits: both downloads start from zero and the last to end overwrites
// the other. No process is started here; two calls in one Promise.all are enough.

import { sleep } from 'happens-before';

async function download(kilobytes: number): Promise<number> {
  await sleep(kilobytes);
  return kilobytes;
}

export default async function sumInParallel(): Promise<number> {
  let total = 0;
  const count = async (kilobytes: number): Promise<void> => {
    total += await download(kilobytes);
  };
  await Promise.all([count(20), count(10)]);
  return total;
}
