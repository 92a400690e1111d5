// kubernetes#5316, repaired: both channels have room for the one report, whether or not somebody is left to take it.
//
// Expected: nothing.
import { after, chan, choose, go, select, sleep } from 'happens-before';

async function finishRequest(timeout: number, fn: () => Promise<Error | undefined>): Promise<void> {
  const ch = chan<true>(1, 'ch');
  const errCh = chan<Error>(1, 'errCh');
  go('runner', async () => {
    const error = await fn();
    if (error === undefined) await ch.send(true);
    else await errCh.send(error);
  });
  await select({ done: ch, failed: errCh, late: after(timeout) });
}

export default async function kubernetes5316Fixed(): Promise<void> {
  const fn = async () => {
    await sleep(2);
    return (await choose(false, true)) ? new Error('Error') : undefined;
  };
  go('request', () => finishRequest(1, fn));
}
