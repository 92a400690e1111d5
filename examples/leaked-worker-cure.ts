// verdict: ok
// outcomes: "result", "timeout"
// findings: none
// run: --expect '[{"returned":"result"},{"returned":"timeout"}]'
//
// The leaked worker cured: with room for the one result the worker can put it down and end, whether or not anyone is
// still there to take it.

import { after, chan, go, select, sleep } from 'happens-before';

export default async function leakedWorkerCure(): Promise<string> {
  const results = chan<number>(1, 'results');
  go('worker', async () => {
    await sleep(50);
    await results.send(42);
  });
  const first = await select({ result: results, timeout: after(100) });
  return first.case;
}
