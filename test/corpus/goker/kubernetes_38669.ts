// kubernetes#38669 (GoBench kernel, blocking: communication deadlock, channel).
//
// A watcher begins by sending the events that came before it to its result channel. Stopping it closes its input, which
// it looks at only afterwards.
//
// Expected: leak, since main has returned, in every execution. `process` waits to send to `watcher.result`.
//
// What stands in: the original defers two calls before the loop; here a block with `finally` holds the loop.
import { type Channel, chan, go, Mutex } from 'happens-before';

type Event = number;
type WatchCacheEvent = number;

class CacheWatcher {
  readonly mutex: Mutex = new Mutex('watcher.mutex');
  readonly input: Channel<WatchCacheEvent>;
  readonly result: Channel<Event>;
  stopped = false;

  constructor(chanSize: number, initEvents: readonly WatchCacheEvent[]) {
    this.input = chan<WatchCacheEvent>(chanSize, 'watcher.input');
    this.result = chan<Event>(chanSize, 'watcher.result');
    go('process', () => this.process(initEvents));
  }

  async process(initEvents: readonly WatchCacheEvent[]): Promise<void> {
    for (const event of initEvents) await this.sendWatchCacheEvent(event);
    try {
      for (;;) {
        const { done } = await this.input.next();
        if (done) return;
      }
    } finally {
      await this.stop();
      await this.result.close();
    }
  }

  async sendWatchCacheEvent(event: WatchCacheEvent): Promise<void> {
    await this.result.send(event);
  }

  async stop(): Promise<void> {
    await this.stopOnce();
  }

  async stopOnce(): Promise<void> {
    await this.mutex.lock();
    try {
      if (this.stopped) return;
      this.stopped = true;
      await this.input.close();
    } finally {
      await this.mutex.unlock();
    }
  }
}

export default async function kubernetes38669(): Promise<void> {
  const watcher = new CacheWatcher(0, [1, 2]);
  await watcher.stop();
}
