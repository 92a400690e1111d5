// grpc#3090, repaired: a lock of its own guards the resolver, and the wrapper holds it while it builds and stores one.
//
// Expected: nothing.
import { go, Mutex, type Shared, shared, sleep, WaitGroup } from 'happens-before';

interface ResolverClientConn {
  updateState(): Promise<void>;
}

interface Resolver {
  resolveNow(): Promise<void>;
}

interface Builder {
  build(cc: ResolverClientConn): Promise<Resolver>;
}

class ManualResolver implements Builder, Resolver {
  cc: ResolverClientConn | undefined;

  async build(cc: ResolverClientConn): Promise<Resolver> {
    this.cc = cc;
    await this.updateState();
    return this;
  }

  async resolveNow(): Promise<void> {}

  async updateState(): Promise<void> {
    await this.cc?.updateState();
  }
}

class CcResolverWrapper implements ResolverClientConn {
  readonly resolver: Shared<Resolver | undefined> = shared<Resolver | undefined>(undefined, 'ccr.resolver');
  readonly resolverMu: Mutex = new Mutex('ccr.resolverMu');
  readonly pollingMu: Mutex = new Mutex('ccr.pollingMu');

  async resolveNow(): Promise<void> {
    await this.resolverMu.lock();
    const resolver = await this.resolver.read();
    if (resolver === undefined) throw new TypeError('nil pointer dereference');
    await resolver.resolveNow();
    await this.resolverMu.unlock();
  }

  async poll(): Promise<void> {
    await this.pollingMu.lock();
    try {
      go('resolveNow', () => this.resolveNow());
    } finally {
      await this.pollingMu.unlock();
    }
  }

  async updateState(): Promise<void> {
    await this.poll();
  }
}

class DialOptions {
  resolverBuilder: Builder | undefined;
}

class ClientConn {
  readonly dopts: DialOptions = new DialOptions();
}

async function newCcResolverWrapper(builder: Builder): Promise<void> {
  const wrapper = new CcResolverWrapper();
  await wrapper.resolverMu.lock();
  try {
    await wrapper.resolver.write(await builder.build(wrapper));
  } finally {
    await wrapper.resolverMu.unlock();
  }
}

async function dialContext(): Promise<void> {
  const cc = new ClientConn();
  cc.dopts.resolverBuilder ??= new ManualResolver();
  await newCcResolverWrapper(cc.dopts.resolverBuilder);
}

async function dial(): Promise<void> {
  await dialContext();
}

export default async function grpc3090Fixed(): Promise<void> {
  const group = new WaitGroup('group');
  await group.add(1);
  go('dialer', async () => {
    try {
      await dial();
      await sleep(5);
    } finally {
      await group.done();
    }
  });
  await group.wait();
}
