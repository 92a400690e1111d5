// serving#6472, repaired: what is pending is counted before the items go into the queue.
//
// Expected: nothing.
//
// What stands in: the field is an atomic cell, whose plain accesses are a read and a write.
import { type AtomicNumber, atomic, type Channel, Cond, chan, go, Mutex, sleep, WaitGroup } from 'happens-before';

class WorkItem {
  readonly ingressState: IngressState;

  constructor(ingressState: IngressState) {
    this.ingressState = ingressState;
  }
}

class IngressState {
  readonly pendingCount: AtomicNumber<number>;

  constructor(name: string) {
    this.pendingCount = atomic(0, name);
  }
}

interface Queue {
  get(): Promise<unknown>;
  add(item: unknown): Promise<void>;
}

class PlainQueue implements Queue {
  readonly queue: unknown[] = [];
  readonly lock: Mutex = new Mutex('queue.cond.L');
  readonly cond: Cond = new Cond(this.lock, 'queue.cond');

  async get(): Promise<unknown> {
    await this.lock.lock();
    try {
      return this.queue.shift();
    } finally {
      await this.lock.unlock();
    }
  }

  async add(item: unknown): Promise<void> {
    await this.lock.lock();
    try {
      this.queue.push(item);
    } finally {
      await this.lock.unlock();
    }
  }
}

class DelayingQueue implements Queue {
  readonly inner: Queue;

  constructor(inner: Queue) {
    this.inner = inner;
  }

  get(): Promise<unknown> {
    return this.inner.get();
  }

  add(item: unknown): Promise<void> {
    return this.inner.add(item);
  }

  async addAfter(item: unknown): Promise<void> {
    await this.add(item);
  }
}

function newDelayingQueue(): DelayingQueue {
  return new DelayingQueue(new PlainQueue());
}

class RateLimitingQueue implements Queue {
  readonly inner: DelayingQueue;

  constructor(inner: DelayingQueue) {
    this.inner = inner;
  }

  get(): Promise<unknown> {
    return this.inner.get();
  }

  add(item: unknown): Promise<void> {
    return this.inner.add(item);
  }

  async addRateLimited(item: unknown): Promise<void> {
    await this.inner.addAfter(item);
  }
}

function newRateLimitingQueue(): RateLimitingQueue {
  return new RateLimitingQueue(newDelayingQueue());
}

class Prober {
  readonly workQueue: RateLimitingQueue;

  constructor(workQueue: RateLimitingQueue) {
    this.workQueue = workQueue;
  }

  async isReady(): Promise<void> {
    const workItems = new Map<string, WorkItem[]>();
    const ingressState = new IngressState('pendingCount');
    workItems.set('0', [...(workItems.get('0') ?? []), new WorkItem(ingressState)]);
    await ingressState.pendingCount.plain.write((await ingressState.pendingCount.plain.read()) + workItems.size);
    for (const ipWorkItems of workItems.values()) {
      for (const item of ipWorkItems) await this.workQueue.add(item);
    }
  }

  async processWorkItem(): Promise<void> {
    const item = await this.workQueue.get();
    if (!(item instanceof WorkItem)) return;
    await this.updateStates(item.ingressState);
  }

  async updateStates(ingressState: IngressState): Promise<boolean> {
    return (await ingressState.pendingCount.add(-1)) === 0;
  }

  async start(): Promise<Channel<never>> {
    const group = new WaitGroup('group');
    for (let i = 0; i < 2; i += 1) {
      await group.add(1);
      go('worker', async () => {
        try {
          await this.processWorkItem();
        } finally {
          await group.done();
        }
      });
    }
    const ended = chan<never>(0, 'ended');
    go('waiter', async () => {
      await group.wait();
      await ended.close();
    });
    return ended;
  }
}

async function newProber(): Promise<Prober> {
  const workQueue = newRateLimitingQueue();
  await workQueue.add(new WorkItem(new IngressState('first pendingCount')));
  return new Prober(workQueue);
}

export default async function serving6472Fixed(): Promise<void> {
  const prober = await newProber();
  const done = chan<never>(0, 'done');
  const cancelled = await prober.start();
  try {
    await prober.isReady();
    await sleep(1);
  } finally {
    await done.close();
    await cancelled.receive();
  }
}
