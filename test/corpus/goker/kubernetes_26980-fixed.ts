// kubernetes#26980, repaired: the lock covers only the taking of a notification, and `pop` waits to be stopped without
// it.
//
// Expected: nothing.
import { Cond, chan, go, type ReceiveChannel, RWMutex, select } from 'happens-before';

class ProcessorListener {
  readonly lock: RWMutex = new RWMutex('listener.lock');
  readonly cond: Cond = new Cond(this.lock, 'listener.cond');
  readonly pendingNotifications: unknown[] = [];

  async add(notification: unknown): Promise<void> {
    await this.lock.lock();
    try {
      this.pendingNotifications.push(notification);
      await this.cond.broadcast();
    } finally {
      await this.lock.unlock();
    }
  }

  /** Waits for a notification and takes it; false when stopped instead. */
  async take(stop: ReceiveChannel<never>): Promise<boolean> {
    await this.lock.lock();
    try {
      while (this.pendingNotifications.length === 0) {
        const polled = await select({ stop }, { otherwise: true });
        if (polled.case === 'stop') return false;
        await this.cond.wait();
      }
      this.pendingNotifications.shift();
      return true;
    } finally {
      await this.lock.unlock();
    }
  }

  async pop(stop: ReceiveChannel<never>): Promise<void> {
    for (;;) {
      if (!(await this.take(stop))) return;
      const taken = await select({ stop });
      if (taken.case === 'stop') return;
    }
  }
}

export default async function kubernetes26980Fixed(): Promise<void> {
  const listener = new ProcessorListener();
  const stopCh = chan<never>(0, 'stopCh');
  try {
    await listener.add(1);
    go('popper', () => listener.pop(stopCh));

    const resultCh = chan<never>(0, 'resultCh');
    go('locker', async () => {
      await listener.lock.lock();
      await resultCh.close();
    });
    await resultCh.receive();
    await listener.lock.unlock();
  } finally {
    await stopCh.close();
  }
}
