// cockroach#10214, repaired: the queued heartbeats are taken off the queue under its lock, and sent without it.
//
// Expected: nothing.
import { go, Mutex } from 'happens-before';

class Store {
  readonly coalescedMu: Mutex = new Mutex('coalescedMu');
  heartbeatResponses: number[] = [];
  readonly replicas: Map<number, Replica> = new Map();

  async sendQueuedHeartbeats(): Promise<void> {
    await this.coalescedMu.lock();
    const responses = this.heartbeatResponses;
    this.heartbeatResponses = [];
    await this.coalescedMu.unlock();
    for (const _response of responses) await this.sendQueuedHeartbeatsToNode();
  }

  async sendQueuedHeartbeatsToNode(): Promise<void> {
    for (let number = 0; number < this.replicas.size; number += 1) {
      await this.replicas.get(number)?.reportUnreachable();
    }
  }
}

class Replica {
  readonly raftMu: Mutex;
  readonly mu: Mutex;
  readonly store: Store;
  readonly number: number;

  constructor(store: Store, number: number) {
    this.raftMu = new Mutex(`replica ${number}.raftMu`);
    this.mu = new Mutex(`replica ${number}.mu`);
    this.store = store;
    this.number = number;
  }

  async reportUnreachable(): Promise<void> {
    await this.raftMu.lock();
    await this.raftMu.unlock();
  }

  async tick(): Promise<void> {
    await this.raftMu.lock();
    try {
      await this.tickRaftMuLocked();
    } finally {
      await this.raftMu.unlock();
    }
  }

  async tickRaftMuLocked(): Promise<void> {
    await this.mu.lock();
    try {
      if (await this.maybeQuiesceLocked()) return;
    } finally {
      await this.mu.unlock();
    }
  }

  async maybeQuiesceLocked(): Promise<boolean> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      if (!(await this.maybeCoalesceHeartbeat())) return true;
    }
    return false;
  }

  async maybeCoalesceHeartbeat(): Promise<boolean> {
    const messageType = this.number % 3;
    switch (messageType) {
      case 0:
      case 1:
      case 2:
        await this.store.coalescedMu.lock();
        break;
      default:
        return false;
    }
    await this.store.coalescedMu.unlock();
    return true;
  }
}

export default async function cockroach10214Fixed(): Promise<void> {
  const store = new Store();
  store.heartbeatResponses.push(1, 2);
  const first = new Replica(store, 0);
  const second = new Replica(store, 1);
  store.replicas.set(first.number, first);
  store.replicas.set(second.number, second);

  go('heartbeats', () => store.sendQueuedHeartbeats());
  go('ticker', () => first.tick());
}
