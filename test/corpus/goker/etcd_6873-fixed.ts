// etcd#6873, repaired: `stop` gives the lock back before it waits for the coalescing process.
//
// Expected: nothing.
import { type Channel, chan, go, Mutex, select } from 'happens-before';

class WatchBroadcast {}

class WatchBroadcasts {
  readonly mu: Mutex = new Mutex('wbs.mu');
  readonly updatec: Channel<WatchBroadcast> = chan<WatchBroadcast>(1, 'wbs.updatec');
  readonly donec: Channel<never> = chan<never>(0, 'wbs.donec');

  start(): this {
    go('coalescer', async () => {
      try {
        for await (const broadcast of this.updatec) await this.coalesce(broadcast);
      } finally {
        await this.donec.close();
      }
    });
    return this;
  }

  async coalesce(_broadcast: WatchBroadcast): Promise<void> {
    await this.mu.lock();
    await this.mu.unlock();
  }

  async stop(): Promise<void> {
    await this.mu.lock();
    try {
      await this.updatec.close();
    } finally {
      await this.mu.unlock();
    }
    await this.donec.receive();
  }

  async update(broadcast: WatchBroadcast): Promise<void> {
    await select({ update: [this.updatec, broadcast] }, { otherwise: true });
  }
}

export default async function etcd6873Fixed(): Promise<void> {
  const broadcasts = new WatchBroadcasts().start();
  await broadcasts.update(new WatchBroadcast());
  go('stopper', () => broadcasts.stop());
}
