// kubernetes#10182, repaired: the loop leaves the deleting to a process of its own, and is back at the channel without
// the lock.
//
// Expected: nothing.
import { type Channel, chan, go, RWMutex } from 'happens-before';

class StatusManager {
  readonly podStatusesLock: RWMutex = new RWMutex('podStatusesLock');
  readonly podStatusChannel: Channel<true> = chan<true>(0, 'podStatusChannel');

  async start(): Promise<void> {
    go('sync loop', async () => {
      for (let round = 0; round < 2; round += 1) await this.syncBatch();
    });
  }

  async syncBatch(): Promise<void> {
    await this.podStatusChannel.receive();
    go('deleter', () => this.deletePodStatus());
  }

  async deletePodStatus(): Promise<void> {
    await this.podStatusesLock.lock();
    await this.podStatusesLock.unlock();
  }

  async setPodStatus(): Promise<void> {
    await this.podStatusesLock.lock();
    try {
      await this.podStatusChannel.send(true);
    } finally {
      await this.podStatusesLock.unlock();
    }
  }
}

export default async function kubernetes10182Fixed(): Promise<void> {
  const manager = new StatusManager();
  go('starter', () => manager.start());
  go('setter', () => manager.setPodStatus());
  go('setter', () => manager.setPodStatus());
}
