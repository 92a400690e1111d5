// moby#28462, repaired: the monitor's channel is closed and forgotten instead of sent to, which waits for nobody.
//
// Expected: nothing. The monitor spins as in the original.
import { type Channel, chan, go, Mutex, type ReceiveChannel, select } from 'happens-before';

class Health {
  stop: Channel<never> | undefined = chan<never>(0, 'health.stop');

  openMonitorChannel(): Channel<never> | undefined {
    return this.stop;
  }

  async closeMonitorChannel(): Promise<void> {
    if (this.stop === undefined) return;
    await this.stop.close();
    this.stop = undefined;
  }
}

class State {
  readonly health: Health = new Health();
}

class Container {
  readonly mutex: Mutex = new Mutex('container');
  readonly state: State = new State();

  start(): void {
    go('waitExit', () => this.waitExit());
  }

  async waitExit(): Promise<void> {}
}

class Store {
  readonly container: Container;

  constructor(container: Container) {
    this.container = container;
  }

  get(): Container {
    return this.container;
  }
}

class Daemon {
  readonly containers: Store;

  constructor(containers: Store) {
    this.containers = containers;
  }

  async stateChanged(): Promise<void> {
    const container = this.containers.get();
    await container.mutex.lock();
    try {
      await this.updateHealthMonitorElseBranch(container);
    } finally {
      await container.mutex.unlock();
    }
  }

  updateHealthMonitorIfBranch(container: Container): void {
    const stop = container.state.health.openMonitorChannel();
    if (stop !== undefined) go('monitor', () => monitor(container, stop));
  }

  async updateHealthMonitorElseBranch(container: Container): Promise<void> {
    await container.state.health.closeMonitorChannel();
  }
}

async function monitor(container: Container, stop: ReceiveChannel<never>): Promise<void> {
  for (;;) {
    const polled = await select({ stop }, { otherwise: true });
    if (polled.case === 'stop') return;
    await handleProbeResult(container);
  }
}

async function handleProbeResult(container: Container): Promise<void> {
  await container.mutex.lock();
  await container.mutex.unlock();
}

export default async function moby28462Fixed(): Promise<void> {
  const container = new Container();
  const daemon = new Daemon(new Store(container));
  daemon.updateHealthMonitorIfBranch(container);
  go('state changed', () => daemon.stateChanged());
}
