// cockroach#6181 (GoBench kernel, blocking: resource deadlock, reader-writer-reader).
//
// A lookup holds the read lock of the cache while it prints the cache, which takes that read lock again. A lookup that
// asks to write in between waits for the first read lock and keeps the second one waiting.
//
// Expected: leak, since main has returned. The lookups wait for `rangeCacheMu`, those in the middle of printing to read
// and the others to read or to write, and `coalesced requests` waits for `group`.
//
// What stands in: the formatted print, which asks its argument for a text, is a function that does only that.
import { go, RWMutex, WaitGroup } from 'happens-before';

interface Stringer {
  string(): Promise<string>;
}

async function printed(text: string, argument: Stringer): Promise<string> {
  return `${text}${await argument.string()}`;
}

class RangeDescriptorCache implements Stringer {
  readonly rangeCacheMu: RWMutex = new RWMutex('rangeCacheMu');

  async lookupRangeDescriptor(): Promise<void> {
    await this.rangeCacheMu.rlock();
    await printed('lookup range descriptor: ', this);
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

export default async function cockroach6181(): Promise<void> {
  go('coalesced requests', rangeCacheCoalescedRequests);
}
