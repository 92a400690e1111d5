// kubernetes#79631 (GoBench kernel, non-blocking: data race).
//
// A process of the scheduling queue flushes its backoff queue, under the lock, which deletes from a map. The test looks into
// that queue without the lock.
//
// Expected: a race for `heap.items`.
//
// What stands in: the map is a cell, and deleting from it writes the cell. The flusher is to go on for as long as the program
// does, which `background` says.
import {
  type Channel,
  chan,
  go,
  type ReceiveChannel,
  RWMutex,
  type Shared,
  select,
  shared,
  WaitGroup,
} from 'happens-before';

type Items = ReadonlyMap<string, object>;

interface Popping {
  pop(): Promise<void>;
}

class HeapData implements Popping {
  readonly items: Shared<Items> = shared<Items>(new Map(), 'heap.items');

  async pop(): Promise<void> {
    await this.items.update((items) => new Map([...items].filter(([key]) => key !== '1')));
  }
}

async function popFrom(heap: Popping): Promise<void> {
  await heap.pop();
}

class Heap {
  readonly data: HeapData = new HeapData();

  async pop(): Promise<void> {
    await popFrom(this.data);
  }

  async get(): Promise<void> {
    await this.getByKey();
  }

  async getByKey(): Promise<object | undefined> {
    return (await this.data.items.read()).get('1');
  }
}

function newWithRecorder(): Heap {
  return new Heap();
}

class PriorityQueue {
  readonly stop: Channel<never> = chan<never>(0, 'queue.stop');
  readonly lock: RWMutex = new RWMutex('queue.lock');
  readonly podBackoffQ: Heap = newWithRecorder();

  async flushBackoffQCompleted(): Promise<void> {
    await this.lock.lock();
    try {
      await this.podBackoffQ.pop();
    } finally {
      await this.lock.unlock();
    }
  }

  run(): void {
    go('flusher', () => until(() => this.flushBackoffQCompleted(), this.stop), { background: true });
  }
}

function newPriorityQueue(): PriorityQueue {
  return newPriorityQueueWithClock();
}

function newPriorityQueueWithClock(): PriorityQueue {
  const queue = new PriorityQueue();
  queue.run();
  return queue;
}

async function backoffUntil(body: () => Promise<void>, stop: ReceiveChannel<never>): Promise<void> {
  for (;;) {
    const polled = await select({ stop }, { otherwise: true });
    if (polled.case === 'stop') return;
    await body();
    const taken = await select({ stop });
    if (taken.case === 'stop') return;
  }
}

async function jitterUntil(body: () => Promise<void>, stop: ReceiveChannel<never>): Promise<void> {
  await backoffUntil(body, stop);
}

async function until(body: () => Promise<void>, stop: ReceiveChannel<never>): Promise<void> {
  await jitterUntil(body, stop);
}

export default async function kubernetes79631(): Promise<void> {
  const group = new WaitGroup('group');
  await group.add(1);
  go('tester', async () => {
    await group.done();
    const queue = newPriorityQueue();
    await queue.podBackoffQ.get();
  });
  await group.wait();
}
