// moby#17176, repaired: the early return gives the lock back.
//
// Expected: nothing. `doneChan` has room for one value here: in the original the process would be left at its send when
// the timeout fires first, which would be a leak of the test, not of the cleanup.
import { after, chan, go, Mutex, select } from 'happens-before';

class DeviceSet {
  readonly mutex: Mutex = new Mutex('devices');
  readonly deletedDeviceCount: number = 0;

  async cleanupDeletedDevices(): Promise<Error | undefined> {
    await this.mutex.lock();
    if (this.deletedDeviceCount === 0) {
      await this.mutex.unlock();
      return undefined;
    }
    await this.mutex.unlock();
    return new Error('there are deleted devices');
  }
}

async function devmapperLockReleasedDeviceDeletion(): Promise<void> {
  const devices = new DeviceSet();
  await devices.cleanupDeletedDevices();
  const doneChan = chan<true>(1, 'doneChan');
  go('locker', async () => {
    await devices.mutex.lock();
    try {
      await doneChan.send(true);
    } finally {
      await devices.mutex.unlock();
    }
  });
  await select({ late: after(1), done: doneChan });
}

export default async function moby17176Fixed(): Promise<void> {
  await devmapperLockReleasedDeviceDeletion();
}
