// kubernetes#26980 (GoBench kernel, blocking: mixed deadlock, channel and lock).
//
// `pop` keeps the listener's lock while it waits to be stopped; the process that main waits for before it stops anything
// needs that lock.
//
// Expected: deadlock. `main` waits to receive from `resultCh`, `locker` waits for the lock, and `popper`, which holds
// it, waits in a select on `stopCh`. When `locker` gets the lock first, everything ends.
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

  async pop(stop: ReceiveChannel<never>): Promise<void> {
    await this.lock.lock();
    try {
      for (;;) {
        while (this.pendingNotifications.length === 0) {
          const polled = await select({ stop }, { otherwise: true });
          if (polled.case === 'stop') return;
          await this.cond.wait();
        }
        const taken = await select({ stop });
        if (taken.case === 'stop') return;
      }
    } finally {
      await this.lock.unlock();
    }
  }
}

export default async function kubernetes26980(): Promise<void> {
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
