// moby#36114 (GoBench kernel, blocking: resource deadlock, double locking).
//
// Adding disks to a service virtual machine holds its mutex and calls the removing of disks, which locks it again.
//
// Expected: leak, since main has returned. `adder` waits for the mutex that it holds.
import { go, Mutex } from 'happens-before';

class ServiceVM {
  readonly mutex: Mutex = new Mutex('svm');

  async hotAddVHDsAtStart(): Promise<void> {
    await this.mutex.lock();
    try {
      await this.hotRemoveVHDsAtStart();
    } finally {
      await this.mutex.unlock();
    }
  }

  async hotRemoveVHDsAtStart(): Promise<void> {
    await this.mutex.lock();
    await this.mutex.unlock();
  }
}

export default async function moby36114(): Promise<void> {
  const svm = new ServiceVM();
  go('adder', () => svm.hotAddVHDsAtStart());
}
