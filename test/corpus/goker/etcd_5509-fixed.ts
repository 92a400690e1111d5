// etcd#5509, repaired: `acquire` gives the read lock back on its failure path too.
//
// Expected: nothing. The loop of `acquire` spins as in the original.
import { cancellation, chan, go, Mutex, RWMutex } from 'happens-before';

type Context = ReturnType<typeof cancellation>;

const connectionClosed = new Error('connection closed');

class Client {
  readonly mu: RWMutex = new RWMutex('client.mu');
  readonly context: Context;
  /** Undefined once the client is closed. */
  cancel: (() => Promise<void>) | undefined;

  constructor(context: Context) {
    this.context = context;
    this.cancel = () => context.cancel();
  }

  async close(): Promise<void> {
    await this.mu.lock();
    try {
      if (this.cancel === undefined) return;
      await this.cancel();
      this.cancel = undefined;
      await this.mu.unlock();
      await this.mu.lock();
    } finally {
      await this.mu.unlock();
    }
  }
}

class RemoteClient {
  readonly client: Client;
  readonly mu: Mutex = new Mutex('remote.mu');

  constructor(client: Client) {
    this.client = client;
  }

  async acquire(_context: Context): Promise<Error | undefined> {
    for (;;) {
      await this.client.mu.rlock();
      const closed = this.client.cancel === undefined;
      await this.mu.lock();
      await this.mu.unlock();
      await this.client.mu.runlock();
      if (closed) return connectionClosed;
    }
  }
}

class KeyValue {
  readonly remote: RemoteClient;

  constructor(client: Client) {
    this.remote = new RemoteClient(client);
  }

  get(context: Context): Promise<Error | undefined> {
    return this.perform(context);
  }

  async perform(context: Context): Promise<Error | undefined> {
    for (;;) {
      const error = await this.attempt(context);
      if (error === undefined) return undefined;
      return error;
    }
  }

  attempt(context: Context): Promise<Error | undefined> {
    return this.getRemote(context);
  }

  getRemote(context: Context): Promise<Error | undefined> {
    return this.remote.acquire(context);
  }
}

export default async function etcd5509Fixed(): Promise<void> {
  const client = new Client(cancellation());
  const keyValue = new KeyValue(client);
  const done = chan<never>(0, 'donec');
  go('getter', async () => {
    try {
      const error = await keyValue.get(cancellation());
      if (error !== undefined && error !== connectionClosed) throw new Error('expected the connection to be closed');
    } finally {
      await done.close();
    }
  });

  await client.close();

  await done.receive();
}
