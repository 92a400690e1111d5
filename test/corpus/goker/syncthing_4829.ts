// syncthing#4829 (GoBench kernel, blocking: resource deadlock, double locking).
//
// Clearing the addresses of a mapping holds its lock for writing and notifies those who listen, for which it locks the
// same for reading.
//
// Expected: deadlock. `main` waits to read-lock `mapping.mut`, which it holds for writing.
import { RWMutex } from 'happens-before';

type Address = number;

class Mapping {
  readonly mut: RWMutex = new RWMutex('mapping.mut');
  readonly extAddresses: Map<string, Address> = new Map();

  async clearAddresses(): Promise<void> {
    await this.mut.lock();
    const removed: Address[] = [];
    for (const [id, address] of this.extAddresses) {
      removed.push(address);
      this.extAddresses.delete(id);
    }
    if (removed.length > 0) await this.notify([], removed);
    await this.mut.unlock();
  }

  async notify(_added: readonly Address[], _removed: readonly Address[]): Promise<void> {
    await this.mut.rlock();
    await this.mut.runlock();
  }
}

class Service {
  readonly mut: RWMutex = new RWMutex('service.mut');
  readonly mappings: Mapping[] = [];

  async newMapping(): Promise<Mapping> {
    const mapping = new Mapping();
    await this.mut.lock();
    this.mappings.push(mapping);
    await this.mut.unlock();
    return mapping;
  }

  async removeMapping(mapping: Mapping): Promise<void> {
    await this.mut.lock();
    try {
      for (const existing of this.mappings) {
        if (existing === mapping) await mapping.clearAddresses();
      }
    } finally {
      await this.mut.unlock();
    }
  }
}

export default async function syncthing4829(): Promise<void> {
  const service = new Service();
  const mapping = await service.newMapping();
  mapping.extAddresses.set('test', 0);

  await service.removeMapping(mapping);
}
