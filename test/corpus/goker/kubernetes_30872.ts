// kubernetes#30872 (GoBench kernel, blocking: resource deadlock, AB-BA).
//
// The controller's loop holds the lock of the queue while its handler locks the federated informer; asking the informer
// whether its clusters are synced locks the informer and then the queue.
//
// Expected: leak, since main has returned. `controller` holds `fifo` and waits for `federatedInformer`, `deliverer` holds
// that and waits for `fifo`, and `stopper` waits for `federatedInformer`, unless it had it before.
//
// The controller's loop polls for its stop and processes without a pause until somebody closes the channel, so some
// executions never end.
import { type Channel, chan, go, Mutex, type ReceiveChannel, RWMutex, select } from 'happens-before';

type Signal = ReceiveChannel<never>;
type Work = () => Promise<void>;

function util(work: Work, stop: Signal): Promise<void> {
  return jitterUntil(work, stop);
}

async function jitterUntil(work: Work, stop: Signal): Promise<void> {
  for (;;) {
    const polled = await select({ stop }, { otherwise: true });
    if (polled.case === 'stop') return;
    await work();
  }
}

interface Queue {
  hasSynced(): Promise<void>;
  pop(process: Work): Promise<void>;
}

class DeltaFifo implements Queue {
  readonly lock: RWMutex = new RWMutex('fifo');

  async hasSynced(): Promise<void> {
    await this.lock.lock();
    await this.lock.unlock();
  }

  async pop(process: Work): Promise<void> {
    await this.lock.lock();
    try {
      await process();
    } finally {
      await this.lock.unlock();
    }
  }
}

class Controller {
  readonly queue: Queue;
  readonly process: Work;

  constructor(queue: Queue, process: Work) {
    this.queue = queue;
    this.process = process;
  }

  run(stop: Signal): Promise<void> {
    return util(() => this.processLoop(), stop);
  }

  hasSynced(): Promise<void> {
    return this.queue.hasSynced();
  }

  processLoop(): Promise<void> {
    return this.queue.pop(this.process);
  }
}

class ResourceEventHandler {
  readonly add: Work | undefined;

  constructor(add: Work | undefined) {
    this.add = add;
  }

  async onAdd(): Promise<void> {
    if (this.add !== undefined) await this.add();
  }
}

class Informer {
  readonly controller: Controller;
  stopChan: Channel<never> | undefined;

  constructor(controller: Controller) {
    this.controller = controller;
  }
}

class FederatedInformer {
  readonly mutex: Mutex = new Mutex('federatedInformer');
  readonly clusterInformer: Informer = new Informer(newInformer(new ResourceEventHandler(() => this.addCluster())));

  async clustersSynced(): Promise<void> {
    await this.mutex.lock();
    try {
      await this.clusterInformer.controller.hasSynced();
    } finally {
      await this.mutex.unlock();
    }
  }

  async addCluster(): Promise<void> {
    await this.mutex.lock();
    await this.mutex.unlock();
  }

  async start(): Promise<void> {
    await this.mutex.lock();
    try {
      const stopChan = chan<never>(0, 'stopChan');
      this.clusterInformer.stopChan = stopChan;
      go('controller', () => this.clusterInformer.controller.run(stopChan));
    } finally {
      await this.mutex.unlock();
    }
  }

  async stop(): Promise<void> {
    await this.mutex.lock();
    try {
      await this.clusterInformer.stopChan?.close();
    } finally {
      await this.mutex.unlock();
    }
  }
}

class DelayingDeliverer {
  startWithHandler(handler: Work): void {
    go('deliverer', handler);
  }
}

class NamespaceController {
  readonly namespaceDeliverer: DelayingDeliverer = new DelayingDeliverer();
  readonly namespaceFederatedInformer: FederatedInformer = new FederatedInformer();

  isSynced(): Promise<void> {
    return this.namespaceFederatedInformer.clustersSynced();
  }

  reconcileNamespace(): Promise<void> {
    return this.isSynced();
  }

  async run(stop: Signal): Promise<void> {
    await this.namespaceFederatedInformer.start();
    go('stopper', async () => {
      await stop.receive();
      await this.namespaceFederatedInformer.stop();
    });
    this.namespaceDeliverer.startWithHandler(() => this.reconcileNamespace());
  }
}

function newInformer(handler: ResourceEventHandler): Controller {
  return new Controller(new DeltaFifo(), () => handler.onAdd());
}

export default async function kubernetes30872(): Promise<void> {
  const namespaceController = new NamespaceController();
  const stop = chan<never>(0, 'stop');
  await namespaceController.run(stop);
  await stop.close();
}
