// moby#4395, repaired: the channel has room for the one result, whether or not the caller takes it.
//
// Expected: nothing.
import { type Channel, chan, go } from 'happens-before';

function start(fn: () => Promise<Error | undefined>): Channel<Error | undefined> {
  const ch = chan<Error | undefined>(1, 'ch');
  go('runner', async () => {
    await ch.send(await fn());
  });
  return ch;
}

export default async function moby4395Fixed(): Promise<void> {
  start(async () => new Error(''));
}
