// moby#4951, repaired: a device is locked before the set, always. What it is looked up in has a lock of its own.
//
// Expected: nothing.
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
  readonly devicesLock: Mutex = new Mutex('devicesLock');
  readonly infos: Map<string, DeviceInfo> = new Map();

  constructor() {
    for (const name of ['info1', 'info2']) this.infos.set(name, new DeviceInfo(name));
  }

  async deleteDevice(hash: string): Promise<void> {
    const info = await this.lookupDevice(hash);
    await info.lock.lock();
    try {
      await this.mutex.lock();
      try {
        await this.deleteDeviceLocked(info);
      } finally {
        await this.mutex.unlock();
      }
    } finally {
      await info.lock.unlock();
    }
  }

  async lookupDevice(hash: string): Promise<DeviceInfo> {
    await this.devicesLock.lock();
    try {
      const existing = this.infos.get(hash);
      if (existing === undefined) throw new Error(`no device ${hash}`);
      return existing;
    } finally {
      await this.devicesLock.unlock();
    }
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

export default async function moby4951Fixed(): Promise<void> {
  const devices = new DeviceSet();
  go('deleter', () => devices.deleteDevice('info1'));
  go('deleter', () => devices.deleteDevice('info1'));
}
