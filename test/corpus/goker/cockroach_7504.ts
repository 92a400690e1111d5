// cockroach#7504 (GoBench kernel, blocking: resource deadlock, AB-BA).
//
// Releasing a lease locks the lease and then the cache of table names; looking a name up locks the cache and then the
// lease it found.
//
// Expected: deadlock. `main` waits for the wait group, `acquirer` holds `cache.mu` and waits for `lease 0.mu`, and
// `releaser` holds `lease 0.mu` and waits for `cache.mu`.
import { go, Mutex, WaitGroup } from 'happens-before';

class LeaseState {
  readonly mu: Mutex;
  id = 0;

  constructor(number: number) {
    this.mu = new Mutex(`lease ${number}.mu`);
  }
}

function cacheKey(lease: LeaseState): number {
  return lease.id;
}

class LeaseSet {
  readonly data: LeaseState[] = [];

  constructor(size: number) {
    for (let number = 0; number < size; number += 1) this.data.push(new LeaseState(number));
  }

  find(id: number): LeaseState {
    const lease = this.data[id];
    if (lease === undefined) throw new RangeError(`no lease ${id}`);
    return lease;
  }

  remove(lease: LeaseState): void {
    const at = this.data.indexOf(lease);
    if (at >= 0) this.data.splice(at, 1);
  }
}

class TableNameCache {
  readonly mu: Mutex = new Mutex('cache.mu');
  readonly tables: Map<number, LeaseState> = new Map();

  async get(id: number): Promise<void> {
    await this.mu.lock();
    try {
      const lease = this.tables.get(id);
      if (lease === undefined) return;
      await lease.mu.lock();
      await lease.mu.unlock();
    } finally {
      await this.mu.unlock();
    }
  }

  async remove(lease: LeaseState): Promise<void> {
    await this.mu.lock();
    try {
      const key = cacheKey(lease);
      if (this.tables.get(key) === lease) this.tables.delete(key);
    } finally {
      await this.mu.unlock();
    }
  }
}

class TableState {
  readonly mu: Mutex = new Mutex('table.mu');
  readonly tableNameCache: TableNameCache;
  readonly active: LeaseSet;

  constructor(tableNameCache: TableNameCache, active: LeaseSet) {
    this.tableNameCache = tableNameCache;
    this.active = active;
  }

  async release(lease: LeaseState): Promise<void> {
    await this.mu.lock();
    try {
      const found = this.active.find(cacheKey(lease));
      await found.mu.lock();
      try {
        await this.removeLease(found);
      } finally {
        await found.mu.unlock();
      }
    } finally {
      await this.mu.unlock();
    }
  }

  async removeLease(lease: LeaseState): Promise<void> {
    this.active.remove(lease);
    await this.tableNameCache.remove(lease);
  }
}

class LeaseManager {
  readonly tableNames: TableNameCache;
  readonly tables: Map<number, TableState> = new Map();

  constructor(tableNames: TableNameCache, table: TableState) {
    this.tableNames = tableNames;
    this.tables.set(0, table);
  }

  acquireByName(id: number): Promise<void> {
    return this.tableNames.get(id);
  }

  async release(lease: LeaseState): Promise<void> {
    const table = this.tables.get(0);
    if (table === undefined) throw new Error('no table state');
    await table.release(lease);
  }
}

export default async function cockroach7504(): Promise<void> {
  const leaseCount = 2;
  const leases = new LeaseSet(leaseCount);
  const cache = new TableNameCache();
  for (let id = 0; id < leaseCount; id += 1) cache.tables.set(id, leases.find(id));
  const manager = new LeaseManager(cache, new TableState(cache, leases));

  const group = new WaitGroup('group');
  await group.add(2);
  go('acquirer', async () => {
    await manager.acquireByName(0);
    await group.done();
  });
  go('releaser', async () => {
    await manager.release(leases.find(0));
    await group.done();
  });
  await group.wait();
}
