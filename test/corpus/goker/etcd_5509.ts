// etcd#5509 (GoBench kernel, blocking: resource deadlock, double locking).
//
// `acquire` returns with the read lock still held when it finds the client closed. `close` marks the client as closed,
// gives its lock back for a moment and locks again for writing: a reader in that gap keeps it out for ever.
//
// Expected: deadlock. `main` waits for `client.mu` inside `close`; `getter` has ended without giving its read lock back.
//
// What stands in: the contexts are `cancellation()`; the one given to `get` is never cancelled nor looked at, as in the
// original. The closed client's error is a value of its own where the original's variable was left nil; the callers
// treat both the same.
// The loop of `acquire` spins as long as the client is open and `close` has not asked for the lock: under an unfair
// scheduler that never ends.
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
      if (closed) return connectionClosed;
      await this.client.mu.runlock();
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

export default async function etcd5509(): Promise<void> {
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
