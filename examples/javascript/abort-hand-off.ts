// verdict: violation
// outcomes: "done by first", "done by second", "lost"
// findings: violation x1
// run: --expect '[{"returned":"done by first"},{"returned":"done by second"}]'
//
// A receive made abortable from outside: the abort rejects the promise, and the receive goes on. A job that is handed over at
// that moment has been taken from the channel, and nobody gets it.

import { chan, go } from 'happens-before';

export default async function abortHandOff(): Promise<string> {
  const jobs = chan<string>(1, 'jobs');
  const controller = new AbortController();

  function receiveOrAbort({ signal }: AbortController): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      void jobs.receive().then(resolve);
    });
  }

  const producer = go('producer', () => jobs.send('job'));
  const canceller = go('canceller', async () => controller.abort());
  const first = await receiveOrAbort(controller).catch(() => undefined);
  await producer.join();
  await canceller.join();
  if (first !== undefined) return 'done by first';
  return (await jobs.tryReceive()) === undefined ? 'lost' : 'done by second';
}
