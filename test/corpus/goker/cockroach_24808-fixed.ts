// cockroach#24808, repaired: the compactor wakes itself up only if nothing is in its channel yet, and never waits to.
//
// Expected: nothing.
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
    await select({ wake: [this.ch, true] }, { otherwise: true });
    await stopper.runWorker(context, async () => {
      for (;;) {
        const first = await select({ stop: shouldStop(stopper), suggestion: this.ch });
        if (first.case === 'stop') return;
      }
    });
  }
}

export default async function cockroach24808Fixed(): Promise<void> {
  const stopper = new Stopper();
  try {
    const compactor = new Compactor();
    await compactor.ch.send(true);
    await compactor.start(cancellation(), stopper);
  } finally {
    await stopper.close();
  }
}
