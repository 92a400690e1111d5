// istio#16742 (GoBench kernel, non-blocking: data race).
//
// An update of a workload clears the labels of every connected proxy, under the lock of the connections. The stream of
// such a connection reads the labels to build its routes, without that lock.
//
// Expected: a race for `node.workloadLabels`.
//
// What stands in: the package's connections and their lock are made by the program, so that every execution has its own.
import { go, RWMutex, type Shared, shared, WaitGroup } from 'happens-before';

type Collection = readonly object[];

class AdsClients {
  readonly connections: Map<string, XdsConnection> = new Map();
  readonly mutex: RWMutex = new RWMutex('adsClientsMutex');
}

function buildSidecarVirtualHostsFromConfigAndRegistry(_proxyLabels: Collection | undefined): void {}

interface ConfigGenerator {
  buildHttpRoutes(node: ProxyNode): Promise<void>;
}

class ConfigGeneratorImpl implements ConfigGenerator {
  async buildHttpRoutes(node: ProxyNode): Promise<void> {
    await this.buildSidecarOutboundHttpRouteConfig(node);
  }

  async buildSidecarOutboundHttpRouteConfig(node: ProxyNode): Promise<void> {
    buildSidecarVirtualHostsFromConfigAndRegistry(await node.workloadLabels.read());
  }
}

class ProxyNode {
  readonly workloadLabels: Shared<Collection | undefined> = shared<Collection | undefined>(
    undefined,
    'node.workloadLabels',
  );
}

class XdsConnection {
  readonly modelNode: ProxyNode = new ProxyNode();
}

interface XdsUpdater {
  workloadUpdate(): Promise<void>;
}

class DiscoveryServer implements XdsUpdater {
  readonly configGenerator: ConfigGenerator;
  readonly adsClients: AdsClients;

  constructor(configGenerator: ConfigGenerator, adsClients: AdsClients) {
    this.configGenerator = configGenerator;
    this.adsClients = adsClients;
  }

  async addCon(connection: XdsConnection): Promise<void> {
    await this.adsClients.mutex.lock();
    try {
      this.adsClients.connections.set('1', connection);
    } finally {
      await this.adsClients.mutex.unlock();
    }
  }

  async streamAggregatedResources(): Promise<void> {
    const connection = new XdsConnection();
    await this.addCon(connection);
    await this.pushRoute(connection);
  }

  async generateRawRoutes(connection: XdsConnection): Promise<void> {
    await this.configGenerator.buildHttpRoutes(connection.modelNode);
  }

  async pushRoute(connection: XdsConnection): Promise<void> {
    await this.generateRawRoutes(connection);
  }

  async workloadUpdate(): Promise<void> {
    await this.adsClients.mutex.rlock();
    for (const connection of this.adsClients.connections.values()) {
      await connection.modelNode.workloadLabels.write(undefined);
    }
    await this.adsClients.mutex.runlock();
  }
}

class MemServiceDiscovery {
  readonly edsUpdater: XdsUpdater;

  constructor(edsUpdater: XdsUpdater) {
    this.edsUpdater = edsUpdater;
  }

  async addWorkload(): Promise<void> {
    await this.edsUpdater.workloadUpdate();
  }
}

export default async function istio16742(): Promise<void> {
  const adsClients = new AdsClients();
  const group = new WaitGroup('group');
  await group.add(3);
  go('tester', async () => {
    try {
      const registry = new MemServiceDiscovery(new DiscoveryServer(new ConfigGeneratorImpl(), adsClients));
      go('streamer', async () => {
        try {
          if (!(registry.edsUpdater instanceof DiscoveryServer)) throw new TypeError('not a discovery server');
          await registry.edsUpdater.streamAggregatedResources();
        } finally {
          await group.done();
        }
      });
      go('updater', async () => {
        try {
          await registry.addWorkload();
        } finally {
          await group.done();
        }
      });
    } finally {
      await group.done();
    }
  });
  await group.wait();
}
