// kubernetes#10182 (GoBench kernel, blocking: mixed deadlock, channel and lock).
//
// Setting a status keeps the lock while it sends to the status channel. The loop that takes from that channel needs the
// same lock, to delete a status, before it takes again.
//
// Expected: leak, since main has returned. `sync loop` has taken the first status and waits for `podStatusesLock`, and
// the second `setter`, which holds it, waits to send to `podStatusChannel`.
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
    await this.deletePodStatus();
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

export default async function kubernetes10182(): Promise<void> {
  const manager = new StatusManager();
  go('starter', () => manager.start());
  go('setter', () => manager.setPodStatus());
  go('setter', () => manager.setPodStatus());
}
