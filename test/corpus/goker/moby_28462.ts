// moby#28462 (GoBench kernel, blocking: mixed deadlock, channel and lock).
//
// A change of state keeps the container's lock while it sends the monitor word to stop. The monitor may be about to
// handle a probe, for which it needs that lock, instead of listening.
//
// Expected: leak, since main has returned. `monitor` waits for `container`, and `state changed`, which holds it, waits to
// send to `health.stop`.
//
// The monitor polls for its stop and handles probes without a pause until somebody changes the state, so some executions
// never end.
import { type Channel, chan, go, Mutex, type ReceiveChannel, select } from 'happens-before';

type Stop = Record<never, never>;

class Health {
  readonly stop: Channel<Stop> | undefined = chan<Stop>(0, 'health.stop');

  openMonitorChannel(): Channel<Stop> | undefined {
    return this.stop;
  }

  async closeMonitorChannel(): Promise<void> {
    if (this.stop !== undefined) await this.stop.send({});
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

async function monitor(container: Container, stop: ReceiveChannel<Stop>): Promise<void> {
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

export default async function moby28462(): Promise<void> {
  const container = new Container();
  const daemon = new Daemon(new Store(container));
  daemon.updateHealthMonitorIfBranch(container);
  go('state changed', () => daemon.stateChanged());
}
