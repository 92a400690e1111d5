// verdict: ok
// outcomes: "done by first", "done by second"
// findings: none
// run: --expect '[{"returned":"done by first"},{"returned":"done by second"}]'
//
// The signal goes to the receive itself: cancelled, it did not happen, and the job is still in the channel.

import { chan, go } from 'happens-before';

export default async function abortHandOffFix(): Promise<string> {
  const jobs = chan<string>(1, 'jobs');
  const controller = new AbortController();

  const producer = go('producer', () => jobs.send('job'));
  const canceller = go('canceller', async () => controller.abort());
  const first = await jobs.receive({ signal: controller.signal }).catch(() => undefined);
  await producer.join();
  await canceller.join();
  if (first !== undefined) return 'done by first';
  return (await jobs.tryReceive()) === undefined ? 'lost' : 'done by second';
}
