// moby#4395 (GoBench kernel, blocking: communication deadlock, channel).
//
// A function is run in a process of its own, and its result is sent to a channel that the caller may drop.
//
// Expected: leak, since main has returned, in every execution. `runner` waits to send to `ch`.
import { type Channel, chan, go } from 'happens-before';

function start(fn: () => Promise<Error | undefined>): Channel<Error | undefined> {
  const ch = chan<Error | undefined>(0, 'ch');
  go('runner', async () => {
    await ch.send(await fn());
  });
  return ch;
}

export default async function moby4395(): Promise<void> {
  start(async () => new Error(''));
}
