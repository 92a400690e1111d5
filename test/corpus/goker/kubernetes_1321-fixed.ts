// kubernetes#1321, repaired: a second channel, `stopped`, is closed before the lock is asked for, and the multiplexer
// waits for it in the same select as for the watcher taking its value.
//
// Expected: nothing. The rounds are ten instead of a hundred: here no round blocks for good, so the number of executions
// grows with the square of the rounds.
import { type Channel, chan, go, Mutex, select } from 'happens-before';

class MuxWatcher {
  readonly result: Channel<true> = chan<true>(0, 'watcher.result');
  readonly stopped: Channel<never> = chan<never>(0, 'watcher.stopped');
  readonly mux: Mux;
  readonly id: number;

  constructor(mux: Mux, id: number) {
    this.mux = mux;
    this.id = id;
  }

  async stop(): Promise<void> {
    await this.stopped.close();
    await this.mux.stopWatching(this.id);
  }
}

class Mux {
  readonly lock: Mutex = new Mutex('mux.lock');
  readonly globalMutex: Mutex = new Mutex('globalMutex');
  readonly watchers: Map<number, MuxWatcher> = new Map();

  start(): this {
    go('mux loop', () => this.loop());
    return this;
  }

  async watch(): Promise<MuxWatcher> {
    const watcher = new MuxWatcher(this, this.watchers.size);
    await this.globalMutex.lock();
    this.watchers.set(watcher.id, watcher);
    await this.globalMutex.unlock();
    return watcher;
  }

  async loop(): Promise<void> {
    for (let round = 0; round < 10; round += 1) await this.distribute();
  }

  async distribute(): Promise<void> {
    await this.lock.lock();
    try {
      await this.globalMutex.lock();
      for (const watcher of this.watchers.values()) {
        await select({ taken: [watcher.result, true], stopped: watcher.stopped });
      }
      await this.globalMutex.unlock();
    } finally {
      await this.lock.unlock();
    }
  }

  async stopWatching(id: number): Promise<void> {
    await this.lock.lock();
    try {
      const watcher = this.watchers.get(id);
      if (watcher === undefined) return;
      this.watchers.delete(id);
      await watcher.result.close();
    } finally {
      await this.lock.unlock();
    }
  }
}

async function muxWatcherClose(): Promise<void> {
  const mux = new Mux().start();
  const watcher = await mux.watch();
  await watcher.stop();
}

export default async function kubernetes1321Fixed(): Promise<void> {
  go('client', muxWatcherClose);
}
