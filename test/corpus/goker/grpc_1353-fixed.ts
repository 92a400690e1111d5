// grpc-go#1353, repaired: the channel has room for one update. Who sends one first takes back the last one, if nobody has
// taken it, and so never waits with the mutex.
//
// Expected: nothing. The updates are five instead of a hundred: here no round blocks for good, so the number of
// executions grows exponentially with the rounds.
import { type Channel, chan, go, Mutex, type ReceiveChannel } from 'happens-before';

type Down = () => Promise<void>;

interface Balancer {
  start(): void;
  up(): Down;
  notify(): ReceiveChannel<true>;
  close(): Promise<void>;
}

class RoundRobin implements Balancer {
  readonly mu: Mutex = new Mutex('rr.mu');
  readonly helpCh: Channel<never>;
  addrCh: Channel<true> | undefined;

  constructor(helpCh: Channel<never>) {
    this.helpCh = helpCh;
  }

  start(): void {
    const addrCh = chan<true>(1, 'addrCh');
    this.addrCh = addrCh;
    go('balancer', async () => {
      for (let update = 0; update < 5; update += 1) await this.watchAddrUpdates(addrCh);
      await this.helpCh.close();
    });
  }

  up(): Down {
    return () => this.down();
  }

  notify(): ReceiveChannel<true> {
    if (this.addrCh === undefined) throw new Error('not started');
    return this.addrCh;
  }

  async close(): Promise<void> {
    await this.mu.lock();
    try {
      await this.addrCh?.close();
    } finally {
      await this.mu.unlock();
    }
  }

  async watchAddrUpdates(addrCh: Channel<true>): Promise<void> {
    await this.mu.lock();
    try {
      await addrCh.tryReceive();
      await addrCh.send(true);
    } finally {
      await this.mu.unlock();
    }
  }

  async down(): Promise<void> {
    await this.mu.lock();
    await this.mu.unlock();
  }
}

class AddrConn {
  readonly mu: Mutex;
  readonly down: Down | undefined;

  constructor(name: string, down: Down) {
    this.mu = new Mutex(`${name}.mu`);
    this.down = down;
  }

  async tearDown(): Promise<void> {
    await this.mu.lock();
    try {
      await this.down?.();
    } finally {
      await this.mu.unlock();
    }
  }
}

interface DialOptions {
  readonly balancer: Balancer;
}

class ClientConn {
  readonly dopts: DialOptions;
  readonly conns: readonly AddrConn[];

  constructor(helpCh: Channel<never>) {
    this.dopts = { balancer: new RoundRobin(helpCh) };
    this.conns = ['ac1', 'ac2'].map((name) => new AddrConn(name, this.dopts.balancer.up()));
  }

  async lbWatcher(): Promise<void> {
    for await (const _addr of this.dopts.balancer.notify()) {
      const torn = [...this.conns];
      for (const conn of torn) await conn.tearDown();
    }
  }
}

export default async function grpc1353Fixed(): Promise<void> {
  const helpCh = chan<never>(0, 'helpCh');
  const cc = new ClientConn(helpCh);
  cc.dopts.balancer.start();
  go('lbWatcher', () => cc.lbWatcher());
  go('closer', async () => {
    await helpCh.receive();
    await cc.dopts.balancer.close();
  });
}
