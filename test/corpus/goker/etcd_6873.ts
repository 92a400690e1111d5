// etcd#6873 (GoBench kernel, blocking: mixed deadlock, channel and lock).
//
// `stop` keeps the lock while it waits for the coalescing process to end; that process may have taken an update and need
// the same lock before it can see that its channel was closed.
//
// Expected: leak, since main has returned. `stopper` waits to receive from `donec` and `coalescer` waits for the lock.
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
      await this.donec.receive();
    } finally {
      await this.mu.unlock();
    }
  }

  async update(broadcast: WatchBroadcast): Promise<void> {
    await select({ update: [this.updatec, broadcast] }, { otherwise: true });
  }
}

export default async function etcd6873(): Promise<void> {
  const broadcasts = new WatchBroadcasts().start();
  await broadcasts.update(new WatchBroadcast());
  go('stopper', () => broadcasts.stop());
}
