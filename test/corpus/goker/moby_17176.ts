// moby#17176 (GoBench kernel, blocking: resource deadlock, double locking).
//
// Cleaning up deleted devices returns early when there are none, without giving the lock of the devices back.
//
// Expected: leak, since main has returned, by its timeout. `locker` waits for `devices`.
import { after, chan, go, Mutex, select } from 'happens-before';

class DeviceSet {
  readonly mutex: Mutex = new Mutex('devices');
  readonly deletedDeviceCount: number = 0;

  async cleanupDeletedDevices(): Promise<Error | undefined> {
    await this.mutex.lock();
    if (this.deletedDeviceCount === 0) return undefined;
    await this.mutex.unlock();
    return new Error('there are deleted devices');
  }
}

async function devmapperLockReleasedDeviceDeletion(): Promise<void> {
  const devices = new DeviceSet();
  await devices.cleanupDeletedDevices();
  const doneChan = chan<true>(0, 'doneChan');
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

export default async function moby17176(): Promise<void> {
  await devmapperLockReleasedDeviceDeletion();
}
