// cockroach#4407 (GoBench kernel, non-blocking: misuse of a wait group).
//
// A gossip server starts a worker, which adds to the stopper's wait group, while main stops the stopper, which waits for
// that group. A worker added from zero beside the wait may be missed.
//
// Expected: a race for the wait group `stopper.stop`, of the add in `runWorker` with the wait in `stop`.
import { type Channel, chan, go, Mutex, sleep, WaitGroup } from 'happens-before';

class Stopper {
  readonly stopper: Channel<never> = chan<never>(0, 'stopper.stopper');
  readonly workers: WaitGroup = new WaitGroup('stopper.stop');
  readonly mu: Mutex = new Mutex('stopper.mu');

  async runWorker(body: () => Promise<void>): Promise<void> {
    await this.workers.add(1);
    go('worker', async () => {
      try {
        await body();
      } finally {
        await this.workers.done();
      }
    });
  }

  async setStopped(): Promise<void> {
    await this.workers.done();
  }

  async stop(): Promise<void> {
    await this.stopper.close();
    await this.workers.wait();
    await this.mu.lock();
    await this.mu.unlock();
  }
}

class Server {
  readonly mu: Mutex = new Mutex('server.mu');
  readonly stopper: Stopper;

  constructor(stopper: Stopper) {
    this.stopper = stopper;
  }

  async gossip(): Promise<void> {
    await this.mu.lock();
    try {
      await this.stopper.runWorker(() => this.gossipSender());
    } finally {
      await this.mu.unlock();
    }
  }

  async gossipSender(): Promise<void> {
    await this.mu.lock();
    await this.mu.unlock();
  }
}

function newStopper(): Stopper {
  return new Stopper();
}

export default async function cockroach4407(): Promise<void> {
  const stopper = newStopper();
  try {
    const server = new Server(stopper);
    for (let i = 0; i < 2; i += 1) go('gossip', () => server.gossip());
    await sleep(1);
  } finally {
    await stopper.stop();
  }
}
