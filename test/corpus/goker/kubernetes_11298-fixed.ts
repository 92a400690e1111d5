// kubernetes#11298, repaired: a channel of capacity 1 takes the place of the condition variable. An event leaves its
// token there whether or not the service loop is waiting, so none is lost, and the loop waits for event and abort in one
// select, without a second process.
//
// Expected: nothing. The loops that spin are those of the original, so the search ends by its budget.
import { after, type Channel, chan, go, Mutex, type ReceiveChannel, select, sleep } from 'happens-before';

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
  readonly changed: Channel<true> = chan<true>(1, 'notifier.changed');

  async serviceLoop(abort: Signal): Promise<void> {
    for (;;) {
      const first = await select({ abort, changed: this.changed });
      if (first.case === 'abort') return;
      await this.lock.lock();
      await this.lock.unlock();
    }
  }

  /** Announces an event after the other, without a pause, until `abort` is closed. */
  async events(abort: Signal): Promise<void> {
    for (;;) {
      const polled = await select({ abort }, { otherwise: true });
      if (polled.case === 'abort') return;
      await this.lock.lock();
      try {
        // A token that is still there announces this event as well.
        await this.changed.trySend(true);
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

export default async function kubernetes11298Fixed(): Promise<void> {
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
