// kubernetes#1321 (GoBench kernel, blocking: mixed deadlock, channel and lock).
//
// The multiplexer holds its lock while it sends to a watcher that takes nothing; stopping that watcher, which would
// close the channel, needs the lock first.
//
// Expected: leak, since main has returned. `mux loop` waits to send to `watcher.result` and `client` waits for
// `mux.lock`. It takes a watcher registered before one of the hundred rounds and stopped after that round began.
//
// What stands in: the package's global mutex is made by the program, so that every execution has its own.
import { type Channel, chan, go, Mutex } from 'happens-before';

class MuxWatcher {
  readonly result: Channel<true> = chan<true>(0, 'watcher.result');
  readonly mux: Mux;
  readonly id: number;

  constructor(mux: Mux, id: number) {
    this.mux = mux;
    this.id = id;
  }

  stop(): Promise<void> {
    return this.mux.stopWatching(this.id);
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
    for (let round = 0; round < 100; round += 1) await this.distribute();
  }

  async distribute(): Promise<void> {
    await this.lock.lock();
    try {
      await this.globalMutex.lock();
      for (const watcher of this.watchers.values()) await watcher.result.send(true);
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

export default async function kubernetes1321(): Promise<void> {
  go('client', muxWatcherClose);
}
