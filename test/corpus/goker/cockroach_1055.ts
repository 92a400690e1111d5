// cockroach#1055 (GoBench kernel, blocking: mixed deadlock, channel and wait group).
//
// `stop` keeps the mutex while it waits for the workers to stop. A worker that saw no draining and is about to start its
// task waits for that mutex, and never comes to say that it stopped.
//
// Expected: deadlock. `main` waits for `done`, `quiescer` waits for one of the wait groups, and each worker that has not
// stopped waits for the mutex of its stopper or to be told to stop: besides the bug above, nothing in the kernel ever
// takes a started task off `drain`, so that `quiesce` and `stop` wait for ever for a worker that has one.
//
// `quiesce` writes `draining` without atomics, as in the original, where that is a race with the load in `startTask`.
import {
  type AtomicNumber,
  atomic,
  type Channel,
  chan,
  go,
  Mutex,
  type ReceiveChannel,
  WaitGroup,
} from 'happens-before';

class Stopper {
  readonly stopper: Channel<never>;
  readonly stopping: WaitGroup;
  readonly mu: Mutex;
  readonly draining: AtomicNumber<number>;
  readonly drain: WaitGroup;

  constructor(number: number) {
    this.stopper = chan<never>(0, `stopper ${number}.stopper`);
    this.stopping = new WaitGroup(`stopper ${number}.stop`);
    this.mu = new Mutex(`stopper ${number}.mu`);
    this.draining = atomic(0, `stopper ${number}.draining`);
    this.drain = new WaitGroup(`stopper ${number}.drain`);
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
      await this.draining.plain.write(1);
      await this.drain.wait();
      await this.draining.plain.write(0);
    } finally {
      await this.mu.unlock();
    }
  }

  async stop(): Promise<void> {
    await this.mu.lock();
    try {
      await this.draining.store(1);
      await this.drain.wait();
      await this.stopper.close();
      await this.stopping.wait();
    } finally {
      await this.mu.unlock();
    }
  }

  async startTask(): Promise<boolean> {
    if ((await this.draining.load()) !== 0) return false;
    await this.mu.lock();
    try {
      await this.drain.add(1);
      return true;
    } finally {
      await this.mu.unlock();
    }
  }
}

export default async function cockroach1055(): Promise<void> {
  const stoppers: Stopper[] = [];
  for (let number = 0; number < 3; number += 1) stoppers.push(new Stopper(number));

  for (const stopper of stoppers) {
    await stopper.addWorker();
    go('worker', async () => {
      await stopper.startTask();
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
