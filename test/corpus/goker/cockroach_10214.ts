// cockroach#10214 (GoBench kernel, blocking: resource deadlock, AB-BA).
//
// Sending the queued heartbeats locks the queue and then each replica; a tick of a replica locks the replica and then
// the queue.
//
// Expected: leak, since main has returned. `heartbeats` holds `coalescedMu` and waits for `replica 0.raftMu`, and
// `ticker` holds that and waits for `coalescedMu`.
//
// What stands in: the original takes a replica's address modulo three, which every branch treats alike; here it is the
// replica's number.
import { go, Mutex } from 'happens-before';

class Store {
  readonly coalescedMu: Mutex = new Mutex('coalescedMu');
  readonly heartbeatResponses: number[] = [];
  readonly replicas: Map<number, Replica> = new Map();

  async sendQueuedHeartbeats(): Promise<void> {
    await this.coalescedMu.lock();
    try {
      for (const _response of this.heartbeatResponses) await this.sendQueuedHeartbeatsToNode();
    } finally {
      await this.coalescedMu.unlock();
    }
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

export default async function cockroach10214(): Promise<void> {
  const store = new Store();
  store.heartbeatResponses.push(1, 2);
  const first = new Replica(store, 0);
  const second = new Replica(store, 1);
  store.replicas.set(first.number, first);
  store.replicas.set(second.number, second);

  go('heartbeats', () => store.sendQueuedHeartbeats());
  go('ticker', () => first.tick());
}
