// cockroach#4407, repaired: the gossip server starts its worker in a task. The stopper refuses tasks once it drains, and
// waits for the running ones before it waits for the workers.
//
// Expected: nothing.
//
// What stands in: the kernel's stopper knows no tasks; their count, the flag and the condition variable are those of the
// original program.
import { type Channel, Cond, chan, go, Mutex, sleep, WaitGroup } from 'happens-before';

class Stopper {
  readonly stopper: Channel<never> = chan<never>(0, 'stopper.stopper');
  readonly workers: WaitGroup = new WaitGroup('stopper.stop');
  readonly mu: Mutex = new Mutex('stopper.mu');
  readonly drain: Cond = new Cond(this.mu, 'stopper.drain');
  draining = false;
  numTasks = 0;

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

  async runTask(body: () => Promise<void>): Promise<boolean> {
    if (!(await this.startTask())) return false;
    try {
      await body();
    } finally {
      await this.finishTask();
    }
    return true;
  }

  async startTask(): Promise<boolean> {
    await this.mu.lock();
    try {
      if (this.draining) return false;
      this.numTasks += 1;
      return true;
    } finally {
      await this.mu.unlock();
    }
  }

  async finishTask(): Promise<void> {
    await this.mu.lock();
    try {
      this.numTasks -= 1;
      await this.drain.broadcast();
    } finally {
      await this.mu.unlock();
    }
  }

  async setStopped(): Promise<void> {
    await this.workers.done();
  }

  async quiesce(): Promise<void> {
    await this.mu.lock();
    try {
      this.draining = true;
      while (this.numTasks > 0) await this.drain.wait();
    } finally {
      await this.mu.unlock();
    }
  }

  async stop(): Promise<void> {
    await this.quiesce();
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
      await this.stopper.runTask(() => this.stopper.runWorker(() => this.gossipSender()));
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

export default async function cockroach4407Fixed(): Promise<void> {
  const stopper = newStopper();
  try {
    const server = new Server(stopper);
    for (let i = 0; i < 2; i += 1) go('gossip', () => server.gossip());
    await sleep(1);
  } finally {
    await stopper.stop();
  }
}
