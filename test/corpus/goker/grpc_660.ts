// grpc-go#660 (GoBench kernel, blocking: communication deadlock, channel).
//
// A benchmark client starts a call in a process of its own and waits for the call or for being told to stop. Stopped, it
// returns, and nobody takes what the call reports.
//
// Expected: leak, since main has returned. `caller` waits to send to `done`. It takes a stop that comes while a call is
// under way.
//
// What stands in: how a call ends is drawn with even chances, not with eight in ten.
// The loop goes on for as long as nobody stops it, and the stop may come late without bound, so no search of this
// program can be exhaustive.
import { type Channel, chan, choose, go, select } from 'happens-before';

class BenchmarkClient {
  readonly stop: Channel<true> = chan<true>(0, 'client.stop');

  async doCloseLoopUnary(): Promise<void> {
    for (;;) {
      const done = chan<boolean>(0, 'done');
      go('caller', async () => {
        if (await choose(false, true)) {
          await done.send(false);
          return;
        }
        await done.send(true);
      });
      const first = await select({ stop: this.stop, done });
      if (first.case === 'stop') return;
    }
  }
}

export default async function grpc660(): Promise<void> {
  const client = new BenchmarkClient();
  go('client', () => client.doCloseLoopUnary());
  go('stopper', () => client.stop.send(true));
}
