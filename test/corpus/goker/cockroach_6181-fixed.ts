// cockroach#6181, repaired: a lookup prints the text that is made for those who hold the lock already.
//
// Expected: nothing.
import { go, RWMutex, WaitGroup } from 'happens-before';

async function printed(text: string, argument: string): Promise<string> {
  return `${text}${argument}`;
}

class RangeDescriptorCache {
  readonly rangeCacheMu: RWMutex = new RWMutex('rangeCacheMu');

  async lookupRangeDescriptor(): Promise<void> {
    await this.rangeCacheMu.rlock();
    await printed('lookup range descriptor: ', this.stringLocked());
    await this.rangeCacheMu.runlock();
    await this.rangeCacheMu.lock();
    await this.rangeCacheMu.unlock();
  }

  async string(): Promise<string> {
    await this.rangeCacheMu.rlock();
    try {
      return this.stringLocked();
    } finally {
      await this.rangeCacheMu.runlock();
    }
  }

  stringLocked(): string {
    return 'the descriptors';
  }
}

class TestDescriptorDB {
  readonly cache: RangeDescriptorCache = new RangeDescriptorCache();
}

async function lookUpWithToken(cache: RangeDescriptorCache): Promise<void> {
  await cache.lookupRangeDescriptor();
}

async function pauseLookupResumeAndAssert(db: TestDescriptorDB): Promise<void> {
  const group = new WaitGroup('group');
  for (let lookup = 0; lookup < 3; lookup += 1) {
    await group.add(1);
    go('lookup', async () => {
      await lookUpWithToken(db.cache);
      await group.done();
    });
  }
  await group.wait();
}

async function rangeCacheCoalescedRequests(): Promise<void> {
  await pauseLookupResumeAndAssert(new TestDescriptorDB());
}

export default async function cockroach6181Fixed(): Promise<void> {
  go('coalesced requests', rangeCacheCoalescedRequests);
}
