// kubernetes#77796, repaired: the test waits for each of its processes, as upstream, and hands its events to the cacher,
// whose own process dispatches them. The wait alone leaves the race with that process, which is kubernetes#89164.
//
// Expected: nothing.
//
// What stands in: the queue of events and the channel that stops the cacher, which the kernel does not have, are those of
// the original program.
import { type Channel, chan, go, RWMutex, type Shared, select, shared, sleep, WaitGroup } from 'happens-before';

class CacheWatcher {}

class WatchCacheEvent {}

class Cacher extends RWMutex {
  readonly watcherBuffer: Shared<readonly CacheWatcher[]> = shared<readonly CacheWatcher[]>([], 'cacher.watcherBuffer');
  readonly incoming: Channel<WatchCacheEvent> = chan<WatchCacheEvent>(100, 'cacher.incoming');
  readonly stopCh: Channel<never> = chan<never>(0, 'cacher.stopCh');

  constructor() {
    super('cacher');
  }

  async startDispatching(): Promise<void> {
    await this.lock();
    try {
      await this.watcherBuffer.update((buffer) => buffer.slice(0, 0));
    } finally {
      await this.unlock();
    }
  }

  async dispatchEvent(): Promise<number> {
    await this.startDispatching();
    let visited = 0;
    for (const _ of await this.watcherBuffer.read()) visited += 1;
    return visited;
  }

  async dispatchEvents(): Promise<void> {
    await this.dispatchEvent();
    for (;;) {
      const taken = await select({ incoming: this.incoming, stop: this.stopCh });
      if (taken.case === 'stop') return;
      await this.dispatchEvent();
    }
  }

  async processEvent(event: WatchCacheEvent): Promise<void> {
    await this.incoming.send(event);
  }

  async stop(): Promise<void> {
    await this.stopCh.close();
  }
}

function newCacherFromConfig(): Cacher {
  const cacher = new Cacher();
  go('dispatchEvents', () => cacher.dispatchEvents());
  return cacher;
}

function newTestCacher(): Cacher {
  return newCacherFromConfig();
}

export default async function kubernetes77796Fixed(): Promise<void> {
  const cacher = newTestCacher();
  try {
    for (let i = 0; i < 3; i += 1) {
      const group = new WaitGroup('group');
      await group.add(1);
      go('dispatcher', async () => {
        await cacher.processEvent(new WatchCacheEvent());
        await group.done();
      });
      await group.wait();
      await sleep(10);
    }
  } finally {
    await cacher.stop();
  }
}
