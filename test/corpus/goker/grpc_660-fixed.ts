// grpc-go#660, repaired: to stop is to close the channel, and a call that reports looks at it in the same select.
//
// Expected: nothing. The stop may come late without bound, as in the original, so the search ends by its budget.
import { type Channel, chan, choose, go, select } from 'happens-before';

class BenchmarkClient {
  readonly stop: Channel<never> = chan<never>(0, 'client.stop');

  async doCloseLoopUnary(): Promise<void> {
    for (;;) {
      const done = chan<boolean>(0, 'done');
      go('caller', async () => {
        if (await choose(false, true)) {
          await select({ done: [done, false], stop: this.stop });
          return;
        }
        await select({ done: [done, true], stop: this.stop });
      });
      const first = await select({ stop: this.stop, done });
      if (first.case === 'stop') return;
    }
  }
}

export default async function grpc660Fixed(): Promise<void> {
  const client = new BenchmarkClient();
  go('client', () => client.doCloseLoopUnary());
  go('stopper', () => client.stop.close());
}
