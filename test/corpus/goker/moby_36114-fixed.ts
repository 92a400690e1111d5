// moby#36114, repaired: what removes disks without locking is a method of its own, for those who hold the mutex.
//
// Expected: nothing.
import { go, Mutex } from 'happens-before';

class ServiceVM {
  readonly mutex: Mutex = new Mutex('svm');

  async hotAddVHDsAtStart(): Promise<void> {
    await this.mutex.lock();
    try {
      await this.hotRemoveVHDsNoLock();
    } finally {
      await this.mutex.unlock();
    }
  }

  async hotRemoveVHDsAtStart(): Promise<void> {
    await this.mutex.lock();
    try {
      await this.hotRemoveVHDsNoLock();
    } finally {
      await this.mutex.unlock();
    }
  }

  async hotRemoveVHDsNoLock(): Promise<void> {}
}

export default async function moby36114Fixed(): Promise<void> {
  const svm = new ServiceVM();
  go('adder', () => svm.hotAddVHDsAtStart());
}
