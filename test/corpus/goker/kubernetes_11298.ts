// kubernetes#11298 (GoBench kernel, blocking: communication deadlock, channel and condition variable).
//
// The service loop lets a process of its own wait on a condition variable. Told to abort, it signals once and then waits
// for that process to end; but the process may not have started to wait yet, so the signal wakes nobody and is lost.
//
// Expected: deadlock. `main` waits for the notifier, `notifier` waits for its waiter, and `waiter` waits on the condition
// variable for a signal that nobody is left to give.
//
// What stands in: 300 ns of sleep are 0.0003 ms. A waiter releases a mutex that another process locked, as in the
// original: neither Go's mutex nor ours belongs to a process.
// The inner loop of `events` signals without ever waiting and `until` polls a timer of 0 ms, both until somebody closes
// `done`, so some executions never end: no search of this program can be exhaustive without knowing about spinning.
import { after, Cond, chan, go, Mutex, type ReceiveChannel, select, sleep } from 'happens-before';

type Signal = ReceiveChannel<never>;

/** A channel that is closed once `body` has ended in a process of its own. */
function ended(name: string, body: () => Promise<void>): Signal {
  const signal = chan<never>(0, `end of ${name}`);
  go(name, async () => {
    try {
      await body();
    } finally {
      await signal.close();
    }
  });
  return signal;
}

/** Repeats `body` with pauses of `period` ms, until `stop` is closed. */
async function until(body: () => Promise<void>, period: number, stop: Signal): Promise<void> {
  for (;;) {
    const polled = await select({ stop }, { otherwise: true });
    if (polled.case === 'stop') return;
    await body();
    await select({ stop, pause: after(period) });
  }
}

class Notifier {
  readonly lock: Mutex = new Mutex('notifier.lock');
  readonly cond: Cond = new Cond(this.lock, 'notifier.cond');

  async serviceLoop(abort: Signal): Promise<void> {
    await this.lock.lock();
    try {
      for (;;) {
        const polled = await select({ abort }, { otherwise: true });
        if (polled.case === 'abort') return;
        const woken = ended('waiter', () => this.cond.wait());
        const first = await select({ abort, woken });
        if (first.case === 'abort') {
          await this.cond.signal();
          await woken.receive();
          return;
        }
      }
    } finally {
      await this.lock.unlock();
    }
  }

  /** Signals an event after the other, without a pause, until `abort` is closed. */
  async events(abort: Signal): Promise<void> {
    for (;;) {
      const polled = await select({ abort }, { otherwise: true });
      if (polled.case === 'abort') return;
      await this.lock.lock();
      try {
        await this.cond.signal();
      } finally {
        await this.lock.unlock();
      }
    }
  }
}

async function notify(abort: Signal): Promise<void> {
  const notifier = new Notifier();
  const finished = ended('events', () => until(() => notifier.events(abort), 0, abort));
  await until(() => notifier.serviceLoop(finished), 0, abort);
}

export default async function kubernetes11298(): Promise<void> {
  const done = chan<never>(0, 'done');
  const notifyDone = ended('notifier', () => notify(done));
  go('closer', async () => {
    try {
      await sleep(0.0003);
    } finally {
      await done.close();
    }
  });
  await notifyDone.receive();
}
