// kubernetes#5316 (GoBench kernel, blocking: communication deadlock, channel).
//
// A request is carried out in a process of its own, which reports to an unbuffered channel. When the time is up nobody
// is left to take the report.
//
// Expected: leak, since main has returned. `runner` waits to send to `ch` or to `errCh`.
//
// What stands in: whether the request fails is drawn with even chances, not with four in ten.
import { after, chan, choose, go, select, sleep } from 'happens-before';

async function finishRequest(timeout: number, fn: () => Promise<Error | undefined>): Promise<void> {
  const ch = chan<true>(0, 'ch');
  const errCh = chan<Error>(0, 'errCh');
  go('runner', async () => {
    const error = await fn();
    if (error === undefined) await ch.send(true);
    else await errCh.send(error);
  });
  await select({ done: ch, failed: errCh, late: after(timeout) });
}

export default async function kubernetes5316(): Promise<void> {
  const fn = async () => {
    await sleep(2);
    return (await choose(false, true)) ? new Error('Error') : undefined;
  };
  go('request', () => finishRequest(1, fn));
}
