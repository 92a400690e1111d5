// grpc#2371 (GoBench kernel, non-blocking: misuse of a channel).
//
// Closing a connection takes its balancer wrapper away. The watcher of the resolver, which waited for the lock meanwhile,
// then hands the service configuration to a wrapper that is not there.
//
// Expected: panic of `watcher`, a nil dereference. The lock orders every access, so nothing races.
//
// What stands in: a nil dereference is an error thrown where Go would panic.
import { type Channel, chan, go, RWMutex, type Shared, select, shared, sleep } from 'happens-before';

class CcBalancerWrapper {
  readonly cc: ClientConn;
  readonly resolverUpdateCh: Channel<true> = chan<true>(1, 'resolverUpdateCh');

  constructor(cc: ClientConn) {
    this.cc = cc;
  }

  async handleResolvedAddrs(): Promise<void> {
    await select({ stale: this.resolverUpdateCh }, { otherwise: true });
    await this.resolverUpdateCh.send(true);
  }
}

class CcResolverWrapper {
  readonly cc: ClientConn;

  constructor(cc: ClientConn) {
    this.cc = cc;
  }

  start(): void {
    go('watcher', () => this.watcher());
  }

  async watcher(): Promise<void> {
    await this.cc.handleServiceConfig();
  }
}

class ClientConn {
  readonly mu: RWMutex = new RWMutex('cc.mu');
  readonly balancerWrapper: Shared<CcBalancerWrapper | undefined> = shared<CcBalancerWrapper | undefined>(
    undefined,
    'cc.balancerWrapper',
  );
  readonly resolverWrapper: Shared<CcResolverWrapper | undefined> = shared<CcResolverWrapper | undefined>(
    undefined,
    'cc.resolverWrapper',
  );

  async handleServiceConfig(): Promise<void> {
    await this.mu.lock();
    await dereferenced(await this.balancerWrapper.read()).handleResolvedAddrs();
    await this.mu.unlock();
  }

  async close(): Promise<void> {
    await this.mu.lock();
    await this.resolverWrapper.write(undefined);
    await this.balancerWrapper.write(undefined);
    await this.mu.unlock();
  }
}

function dereferenced<T>(pointer: T | undefined): T {
  if (pointer === undefined) throw new TypeError('nil pointer dereference');
  return pointer;
}

function dial(): Promise<ClientConn> {
  return dialContext();
}

async function dialContext(): Promise<ClientConn> {
  const cc = new ClientConn();
  await cc.resolverWrapper.write(new CcResolverWrapper(cc));
  await cc.balancerWrapper.write(new CcBalancerWrapper(cc));
  dereferenced(await cc.resolverWrapper.read()).start();
  return cc;
}

export default async function grpc2371(): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    const cc = await dial();
    go('close', () => cc.close());
  }
  await sleep(100);
}
