// kubernetes#89164 (GoBench kernel, non-blocking: data race).
//
// Dispatching an event prepares the buffer of watchers under the cacher's lock and then goes through it without. Only the
// cacher's own process may do so, but the test dispatches events itself, one after the other, beside that process.
//
// Expected: a race for `cacher.watcherBuffer`.
import { go, RWMutex, type Shared, shared, WaitGroup } from 'happens-before';

class CacheWatcher {}

class Cacher extends RWMutex {
  readonly watcherBuffer: Shared<readonly CacheWatcher[]> = shared<readonly CacheWatcher[]>([], 'cacher.watcherBuffer');

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

export default async function kubernetes89164(): Promise<void> {
  const cacher = newTestCacher();
  for (let i = 0; i < 3; i += 1) {
    const group = new WaitGroup('group');
    await group.add(1);
    go('dispatcher', async () => {
      await cacher.dispatchEvent();
      await group.done();
    });
    await group.wait();
  }
}
