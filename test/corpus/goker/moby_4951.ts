// moby#4951 (GoBench kernel, blocking: resource deadlock, AB-BA).
//
// Deleting a device locks the set of devices and then the device, but while it waits for the removal it gives the set's
// lock back, and takes it again while it holds the device's: the other order.
//
// Expected: leak, since main has returned. One `deleter` holds the device and waits for `devices`, the other holds that
// and waits for `info1`.
//
// What stands in: 300 ns of sleep are 0.0003 ms.
import { go, Mutex, sleep } from 'happens-before';

class DeviceInfo {
  readonly lock: Mutex;
  readonly name: string;

  constructor(name: string) {
    this.lock = new Mutex(name);
    this.name = name;
  }
}

class DeviceSet {
  readonly mutex: Mutex = new Mutex('devices');
  readonly infos: Map<string, DeviceInfo> = new Map();

  constructor() {
    for (const name of ['info1', 'info2']) this.infos.set(name, new DeviceInfo(name));
  }

  async deleteDevice(hash: string): Promise<void> {
    await this.mutex.lock();
    try {
      const info = this.lookupDevice(hash);
      await info.lock.lock();
      try {
        await this.deleteDeviceLocked(info);
      } finally {
        await info.lock.unlock();
      }
    } finally {
      await this.mutex.unlock();
    }
  }

  lookupDevice(hash: string): DeviceInfo {
    const existing = this.infos.get(hash);
    if (existing === undefined) throw new Error(`no device ${hash}`);
    return existing;
  }

  async deleteDeviceLocked(info: DeviceInfo): Promise<void> {
    await this.removeDeviceAndWait(info.name);
  }

  async removeDeviceAndWait(_name: string): Promise<void> {
    await this.mutex.unlock();
    await sleep(0.0003);
    await this.mutex.lock();
  }
}

export default async function moby4951(): Promise<void> {
  const devices = new DeviceSet();
  go('deleter', () => devices.deleteDevice('info1'));
  go('deleter', () => devices.deleteDevice('info1'));
}
