// cockroach#584 (GoBench kernel, blocking: resource deadlock, double locking).
//
// Both loops of the gossip leave by `break` when it is closed, without giving the mutex back.
//
// Expected: leak, since main has returned. `gossip` waits in `manage` for the mutex that it kept in `bootstrap`.
import { go, Mutex } from 'happens-before';

class Gossip {
  readonly mu: Mutex = new Mutex('gossip.mu');
  readonly closed: boolean;

  constructor(closed: boolean) {
    this.closed = closed;
  }

  async bootstrap(): Promise<void> {
    for (;;) {
      await this.mu.lock();
      if (this.closed) break;
      await this.mu.unlock();
      break;
    }
  }

  async manage(): Promise<void> {
    for (;;) {
      await this.mu.lock();
      if (this.closed) break;
      await this.mu.unlock();
      break;
    }
  }
}

export default async function cockroach584(): Promise<void> {
  const gossip = new Gossip(true);
  go('gossip', async () => {
    await gossip.bootstrap();
    await gossip.manage();
  });
}
