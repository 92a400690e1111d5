// istio#8967 (GoBench kernel, non-blocking: misuse of a channel).
//
// `stop` closes the channel that ends the source's loop and then takes it out of its field, from which the loop reads it.
//
// Expected: a race for `source.donec`. When the loop reads the field too late, also a leak: it waits on no channel at all.
//
// What stands in: a field that holds no channel any more is a cell that holds `never`.
import {
  type Channel,
  chan,
  go,
  type Never,
  never,
  type Shared,
  select,
  shared,
  sleep,
  WaitGroup,
} from 'happens-before';

interface Source {
  start(): void;
  stop(): Promise<void>;
}

class FsSource implements Source {
  readonly donec: Shared<Channel<never> | Never> = shared<Channel<never> | Never>(
    chan<never>(0, 'donec'),
    'source.donec',
  );

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
    await this.donec.write(never);
  }
}

function newFsSource(): FsSource {
  return new FsSource();
}

function newSource(): Source {
  return newFsSource();
}

export default async function istio8967(): Promise<void> {
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
