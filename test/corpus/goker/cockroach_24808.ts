// cockroach#24808 (GoBench kernel, blocking: communication deadlock, channel).
//
// A compactor wakes itself up when it is started, through a channel of capacity 1 that already holds a suggestion; the
// worker that would take it is started only afterwards.
//
// Expected: deadlock, in every execution. `main` waits to send to `compactor.ch`.
//
// What stands in: the background context is a cancellation that nobody cancels; the worker gets it and does not look at
// it, as in the original. There a method may be called on no stopper at all; here such a stopper is undefined.
import {
  type Cancellation,
  type Channel,
  cancellation,
  chan,
  go,
  never,
  type ReceiveChannel,
  select,
  WaitGroup,
} from 'happens-before';

class Stopper {
  readonly stop: WaitGroup = new WaitGroup('stopper.stop');
  readonly stopper: Channel<never> = chan<never>(0, 'stopper.stopper');

  async runWorker(context: Cancellation, worker: (context: Cancellation) => Promise<void>): Promise<void> {
    await this.stop.add(1);
    go('worker', async () => {
      try {
        await worker(context);
      } finally {
        await this.stop.done();
      }
    });
  }

  async close(): Promise<void> {
    await this.stopper.close();
  }
}

function shouldStop(stopper: Stopper | undefined): ReceiveChannel<never> {
  return stopper?.stopper ?? never;
}

class Compactor {
  readonly ch: Channel<true> = chan<true>(1, 'compactor.ch');

  async start(context: Cancellation, stopper: Stopper): Promise<void> {
    await this.ch.send(true);
    await stopper.runWorker(context, async () => {
      for (;;) {
        const first = await select({ stop: shouldStop(stopper), suggestion: this.ch });
        if (first.case === 'stop') return;
      }
    });
  }
}

export default async function cockroach24808(): Promise<void> {
  const stopper = new Stopper();
  try {
    const compactor = new Compactor();
    await compactor.ch.send(true);
    await compactor.start(cancellation(), stopper);
  } finally {
    await stopper.close();
  }
}
