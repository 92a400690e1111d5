// istio#8967, repaired: `stop` closes the channel and leaves it in its field.
//
// Expected: nothing.
import { type Channel, chan, go, type Shared, select, shared, sleep, WaitGroup } from 'happens-before';

interface Source {
  start(): void;
  stop(): Promise<void>;
}

class FsSource implements Source {
  readonly donec: Shared<Channel<never>> = shared(chan<never>(0, 'donec'), 'source.donec');

  start(): void {
    go('source', async () => {
      for (;;) {
        const taken = await select({ done: await this.donec.read() });
        if (taken.case === 'done') return;
      }
    });
  }

  async stop(): Promise<void> {
    await (await this.donec.read()).close();
  }
}

function newFsSource(): FsSource {
  return new FsSource();
}

function newSource(): Source {
  return newFsSource();
}

export default async function istio8967Fixed(): Promise<void> {
  const group = new WaitGroup('group');
  await group.add(1);
  go('tester', async () => {
    try {
      const source = newSource();
      source.start();
      await source.stop();
      await sleep(5);
    } finally {
      await group.done();
    }
  });
  await group.wait();
}
