// istio#8214, repaired: the statistics are read atomically, too.
//
// Expected: nothing.
import { type AtomicNumber, atomic, go, WaitGroup } from 'happens-before';

interface Stats {
  readonly writes: number;
}

interface InternalCache {
  set(): Promise<void>;
  stats(): Promise<Stats>;
}

interface ExpiringCache extends InternalCache {
  setWithExpiration(): Promise<void>;
}

class Cache {
  readonly cache: ExpiringCache;

  constructor(cache: ExpiringCache) {
    this.cache = cache;
  }

  async set(): Promise<void> {
    await this.cache.setWithExpiration();
    await this.recordStats();
  }

  async recordStats(): Promise<void> {
    await this.cache.stats();
  }
}

class LruCache implements ExpiringCache {
  readonly writes: AtomicNumber<number> = atomic(0, 'stats.writes');

  async stats(): Promise<Stats> {
    return { writes: await this.writes.load() };
  }

  async set(): Promise<void> {
    await this.setWithExpiration();
  }

  async setWithExpiration(): Promise<void> {
    await this.writes.add(1);
  }
}

class GrpcServer {
  readonly cache: Cache | undefined;

  constructor(cache: Cache | undefined) {
    this.cache = cache;
  }

  async checkCached(): Promise<void> {
    if (this.cache !== undefined) await this.cache.set();
  }

  async check(): Promise<void> {
    await this.checkCached();
  }
}

export default async function istio8214Fixed(): Promise<void> {
  const group = new WaitGroup('group');
  await group.add(3);
  go('tester', async () => {
    try {
      const server = new GrpcServer(new Cache(new LruCache()));
      for (let i = 0; i < 2; i += 1) {
        go('checker', async () => {
          try {
            await server.check();
          } finally {
            await group.done();
          }
        });
      }
    } finally {
      await group.done();
    }
  });
  await group.wait();
}
