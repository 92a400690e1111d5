// kubernetes#38669, repaired: stopping closes a second channel, `done`, which a send to the result channel looks at in
// the same select.
//
// Expected: nothing.
import { type Channel, chan, go, Mutex, select } from 'happens-before';

type Event = number;
type WatchCacheEvent = number;

class CacheWatcher {
  readonly mutex: Mutex = new Mutex('watcher.mutex');
  readonly input: Channel<WatchCacheEvent>;
  readonly result: Channel<Event>;
  readonly done: Channel<never> = chan<never>(0, 'watcher.done');
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
    await select({ result: [this.result, event], done: this.done });
  }

  async stop(): Promise<void> {
    await this.stopOnce();
  }

  async stopOnce(): Promise<void> {
    await this.mutex.lock();
    try {
      if (this.stopped) return;
      this.stopped = true;
      await this.done.close();
      await this.input.close();
    } finally {
      await this.mutex.unlock();
    }
  }
}

export default async function kubernetes38669Fixed(): Promise<void> {
  const watcher = new CacheWatcher(0, [1, 2]);
  await watcher.stop();
}
