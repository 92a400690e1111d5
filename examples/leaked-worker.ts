// verdict: leak
// outcomes: "result", "timeout"
// findings: leak x1
//
// Main gives up on a worker after a while. The worker's send waits for a receiver, and after the timeout there is none:
// it is blocked for ever, with everything it holds.

import { after, chan, go, select, sleep } from 'happens-before';

export default async function leakedWorker(): Promise<string> {
  const results = chan<number>(0, 'results');
  go('worker', async () => {
    await sleep(50);
    await results.send(42);
  });
  const first = await select({ result: results, timeout: after(100) });
  return first.case;
}
