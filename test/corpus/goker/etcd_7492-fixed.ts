// etcd#7492, repaired: the keeper's tokens have a lock of their own in place of the channel, and both sides take it before
// the lock that was there.
//
// Expected: nothing. The ticker fires twice at most in one execution, like every ticker in a check.
import { type Channel, chan, every, go, Mutex, RWMutex, select, WaitGroup } from 'happens-before';

interface TokenProvider {
  assign(): Promise<void>;
  enable(): void;
  disable(): Promise<void>;
}

type DeleteToken = (token: string) => Promise<void>;

class SimpleTokenTTLKeeper {
  readonly tokens: Set<string> = new Set();
  readonly tokensMu: Mutex = new Mutex('tokensMu');
  readonly stopCh: Channel<Channel<true>> = chan<Channel<true>>(0, 'stopCh');
  readonly deleteToken: DeleteToken;

  constructor(deleteToken: DeleteToken) {
    this.deleteToken = deleteToken;
    go('keeper', () => this.run());
  }

  async run(): Promise<void> {
    const ticker = every(1);
    try {
      for (;;) {
        const first = await select({ tick: ticker.channel, stop: this.stopCh });
        if (first.case === 'stop') {
          await first.value?.send(true);
          return;
        }
        await this.deleteTokens();
      }
    } finally {
      await ticker.stop();
    }
  }

  async deleteTokens(): Promise<void> {
    await this.tokensMu.lock();
    for (const token of this.tokens) {
      await this.deleteToken(token);
      this.tokens.delete(token);
    }
    await this.tokensMu.unlock();
  }

  addSimpleToken(): void {
    this.tokens.add('1');
  }

  async stop(): Promise<void> {
    const waitCh = chan<true>(0, 'waitCh');
    await this.stopCh.send(waitCh);
    await waitCh.receive();
    await this.stopCh.close();
  }
}

class TokenSimple implements TokenProvider {
  readonly simpleTokensMu: RWMutex = new RWMutex('simpleTokensMu');
  simpleTokenKeeper: SimpleTokenTTLKeeper | undefined;

  async assign(): Promise<void> {
    await this.assignSimpleTokenToUser();
  }

  async assignSimpleTokenToUser(): Promise<void> {
    const keeper = this.simpleTokenKeeper;
    if (keeper === undefined) throw new Error('no keeper');
    await keeper.tokensMu.lock();
    await this.simpleTokensMu.lock();
    keeper.addSimpleToken();
    await this.simpleTokensMu.unlock();
    await keeper.tokensMu.unlock();
  }

  async deleteToken(_token: string): Promise<void> {
    await this.simpleTokensMu.lock();
    await this.simpleTokensMu.unlock();
  }

  enable(): void {
    this.simpleTokenKeeper = new SimpleTokenTTLKeeper((token) => this.deleteToken(token));
  }

  async disable(): Promise<void> {
    await this.simpleTokenKeeper?.stop();
    this.simpleTokenKeeper = undefined;
    await this.simpleTokensMu.lock();
    await this.simpleTokensMu.unlock();
  }
}

class AuthStore {
  readonly tokenProvider: TokenProvider;

  constructor(tokenProvider: TokenProvider) {
    this.tokenProvider = tokenProvider;
  }

  async authenticate(): Promise<void> {
    await this.tokenProvider.assign();
  }
}

function setupAuthStore(): [store: AuthStore, tearDown: () => Promise<void>] {
  const store = new AuthStore(new TokenSimple());
  store.tokenProvider.enable();
  return [store, () => store.tokenProvider.disable()];
}

export default async function etcd7492Fixed(): Promise<void> {
  const [store, tearDown] = setupAuthStore();
  try {
    const group = new WaitGroup('group');
    await group.add(3);
    for (let user = 0; user < 3; user += 1) {
      go('authenticator', async () => {
        try {
          await store.authenticate();
        } finally {
          await group.done();
        }
      });
    }
    await group.wait();
  } finally {
    await tearDown();
  }
}
