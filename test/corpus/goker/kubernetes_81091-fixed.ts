// kubernetes#81091, repaired: the fake plugin counts with an atomic add.
//
// Expected: nothing.
//
// What stands in: the nil channel that would stop the workers is `never`.
import { type AtomicNumber, atomic, chan, go, never, type ReceiveChannel, select, WaitGroup } from 'happens-before';

interface FilterPlugin {
  filter(): Promise<void>;
}

class FakeFilterPlugin implements FilterPlugin {
  readonly numFilterCalled: AtomicNumber<number> = atomic(0, 'numFilterCalled');

  async filter(): Promise<void> {
    await this.numFilterCalled.add(1);
  }
}

interface Framework {
  runFilterPlugins(): Promise<void>;
}

class FrameworkImpl implements Framework {
  readonly filterPlugins: FilterPlugin[] = [];

  async runFilterPlugins(): Promise<void> {
    for (const plugin of this.filterPlugins) await plugin.filter();
  }
}

function newFramework(): Framework {
  const framework = new FrameworkImpl();
  framework.filterPlugins.push(new FakeFilterPlugin());
  return framework;
}

class GenericScheduler {
  readonly framework: Framework;

  constructor(framework: Framework) {
    this.framework = framework;
  }

  async findNodesThatFit(): Promise<void> {
    const checkNode = async (_node: number): Promise<void> => {
      await this.framework.runFilterPlugins();
    };
    await parallelizeUntil(2, 2, checkNode);
  }

  async schedule(): Promise<void> {
    await this.findNodesThatFit();
  }
}

function newGenericScheduler(framework: Framework): GenericScheduler {
  return new GenericScheduler(framework);
}

type DoWorkPiece = (piece: number) => Promise<void>;

async function parallelizeUntil(workers: number, pieces: number, doWorkPiece: DoWorkPiece): Promise<void> {
  const stop: ReceiveChannel<never> = never;
  const toProcess = chan<number>(pieces, 'toProcess');
  for (let i = 0; i < pieces; i += 1) await toProcess.send(i);
  await toProcess.close();

  const started = Math.min(pieces, workers);
  const group = new WaitGroup('workers');
  await group.add(started);
  for (let i = 0; i < started; i += 1) {
    go('worker', async () => {
      try {
        for await (const piece of toProcess) {
          const polled = await select({ stop }, { otherwise: true });
          if (polled.case === 'stop') return;
          await doWorkPiece(piece);
        }
      } finally {
        await group.done();
      }
    });
  }
  await group.wait();
}

export default async function kubernetes81091Fixed(): Promise<void> {
  const group = new WaitGroup('group');
  await group.add(1);
  go('tester', async () => {
    try {
      const scheduler = newGenericScheduler(newFramework());
      await scheduler.schedule();
    } finally {
      await group.done();
    }
  });
  await group.wait();
}
