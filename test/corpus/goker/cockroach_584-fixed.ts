// cockroach#584, repaired: both loops give the mutex back before they break.
//
// Expected: nothing.
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
      if (this.closed) {
        await this.mu.unlock();
        break;
      }
      await this.mu.unlock();
      break;
    }
  }

  async manage(): Promise<void> {
    for (;;) {
      await this.mu.lock();
      if (this.closed) {
        await this.mu.unlock();
        break;
      }
      await this.mu.unlock();
      break;
    }
  }
}

export default async function cockroach584Fixed(): Promise<void> {
  const gossip = new Gossip(true);
  go('gossip', async () => {
    await gossip.bootstrap();
    await gossip.manage();
  });
}
