// cockroach#3710, repaired: the scan copies the replicas under the read lock and looks at them after giving it back, so
// that no process holds the read lock while it asks for it again.
//
// Expected: nothing.
import { choose, go, Mutex, RWMutex } from 'happens-before';

class Replica {
  readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }
}

class RaftLogQueue {
  async shouldQueue(replica: Replica): Promise<void> {
    await getTruncatableIndexes(replica);
  }
}

async function getTruncatableIndexes(replica: Replica): Promise<void> {
  await replica.store.raftStatus();
}

class BaseQueue {
  readonly mu: Mutex = new Mutex('queue.mu');
  readonly impl: RaftLogQueue;

  constructor(impl: RaftLogQueue) {
    this.impl = impl;
  }

  async maybeAdd(replica: Replica): Promise<void> {
    await this.mu.lock();
    try {
      await this.impl.shouldQueue(replica);
    } finally {
      await this.mu.unlock();
    }
  }
}

class Store {
  readonly mu: RWMutex = new RWMutex('store.mu');
  readonly raftLogQueue: BaseQueue = new BaseQueue(new RaftLogQueue());
  readonly replicas: Map<number, Replica> = new Map();

  async forceRaftLogScanAndProcess(): Promise<void> {
    await this.mu.rlock();
    const replicas = [...this.replicas.values()];
    await this.mu.runlock();
    for (const replica of replicas) await this.raftLogQueue.maybeAdd(replica);
  }

  async raftStatus(): Promise<void> {
    await this.mu.rlock();
    await this.mu.runlock();
  }

  async processRaft(): Promise<void> {
    go('raft', async () => {
      for (;;) {
        const replicas: Replica[] = [];
        await this.mu.lock();
        for (const replica of this.replicas.values()) replicas.push(replica);
        await this.mu.unlock();
        break;
      }
    });
  }
}

async function newStore(): Promise<Store> {
  const store = new Store();
  store.replicas.set(0, new Replica(store));
  store.replicas.set(await choose(0, 1), new Replica(store));
  return store;
}

export default async function cockroach3710Fixed(): Promise<void> {
  const store = await newStore();
  go('scanner', () => store.forceRaftLogScanAndProcess());
  go('processor', () => store.processRaft());
}
