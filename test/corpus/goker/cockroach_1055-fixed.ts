// cockroach#1055, repaired: a counter of tasks and a condition variable, both under the mutex, take the place of the
// `drain` wait group and of the atomic flag. `stop` gives the mutex back before it waits for the workers, and a worker
// finishes the task that it started.
//
// Expected: nothing.
import { type Channel, Cond, chan, go, Mutex, type ReceiveChannel, WaitGroup } from 'happens-before';

class Stopper {
  readonly stopper: Channel<never>;
  readonly stopping: WaitGroup;
  readonly mu: Mutex;
  readonly drain: Cond;
  draining = false;
  taskCount = 0;

  constructor(number: number) {
    this.stopper = chan<never>(0, `stopper ${number}.stopper`);
    this.stopping = new WaitGroup(`stopper ${number}.stop`);
    this.mu = new Mutex(`stopper ${number}.mu`);
    this.drain = new Cond(this.mu, `stopper ${number}.drain`);
  }

  async addWorker(): Promise<void> {
    await this.stopping.add(1);
  }

  shouldStop(): ReceiveChannel<never> {
    return this.stopper;
  }

  async setStopped(): Promise<void> {
    await this.stopping.done();
  }

  async quiesce(): Promise<void> {
    await this.mu.lock();
    try {
      this.draining = true;
      while (this.taskCount > 0) await this.drain.wait();
    } finally {
      await this.mu.unlock();
    }
  }

  async stop(): Promise<void> {
    await this.quiesce();
    await this.stopper.close();
    await this.stopping.wait();
  }

  async startTask(): Promise<boolean> {
    await this.mu.lock();
    try {
      if (this.draining) return false;
      this.taskCount += 1;
      return true;
    } finally {
      await this.mu.unlock();
    }
  }

  async finishTask(): Promise<void> {
    await this.mu.lock();
    try {
      this.taskCount -= 1;
      await this.drain.broadcast();
    } finally {
      await this.mu.unlock();
    }
  }
}

export default async function cockroach1055Fixed(): Promise<void> {
  const stoppers: Stopper[] = [];
  for (let number = 0; number < 3; number += 1) stoppers.push(new Stopper(number));

  for (const stopper of stoppers) {
    await stopper.addWorker();
    go('worker', async () => {
      if (await stopper.startTask()) await stopper.finishTask();
      await stopper.shouldStop().receive();
      await stopper.setStopped();
    });
  }

  const done = chan<never>(0, 'done');
  go('quiescer', async () => {
    for (const stopper of stoppers) await stopper.quiesce();
    for (const stopper of stoppers) await stopper.stop();
    await done.close();
  });

  await done.receive();
}
