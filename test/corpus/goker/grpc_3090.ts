// grpc#3090 (GoBench kernel, non-blocking: data race).
//
// Building a resolver reports a state, which makes the wrapper start a process that uses the wrapper's resolver; the
// wrapper stores it only when the build has returned, and without the lock.
//
// Expected: a race for `ccr.resolver`. When the process comes first, also a panic of `resolveNow`, a nil dereference.
//
// What stands in: a nil dereference is an error thrown where Go would panic.
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
  readonly mu: Mutex = new Mutex('ccr.mu');

  async resolveNow(): Promise<void> {
    await this.mu.lock();
    const resolver = await this.resolver.read();
    if (resolver === undefined) throw new TypeError('nil pointer dereference');
    await resolver.resolveNow();
    await this.mu.unlock();
  }

  async poll(): Promise<void> {
    await this.mu.lock();
    try {
      go('resolveNow', () => this.resolveNow());
    } finally {
      await this.mu.unlock();
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
  await wrapper.resolver.write(await builder.build(wrapper));
}

async function dialContext(): Promise<void> {
  const cc = new ClientConn();
  cc.dopts.resolverBuilder ??= new ManualResolver();
  await newCcResolverWrapper(cc.dopts.resolverBuilder);
}

async function dial(): Promise<void> {
  await dialContext();
}

export default async function grpc3090(): Promise<void> {
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
