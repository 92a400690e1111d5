// etcd#7492 (GoBench kernel, blocking: mixed deadlock, channel and lock).
//
// Who assigns a token holds the lock of the tokens while it sends to their keeper. At a tick the keeper deletes what it
// has, for which it needs that lock, and takes nothing from its channel meanwhile.
//
// Expected: deadlock. `keeper` waits for `simpleTokensMu`, one `authenticator` holds it and waits to send to
// `addSimpleTokenCh`, and `main` waits for the group. It takes three tokens: one that the keeper has, one that fills the
// channel, and one that waits for room.
//
// What stands in: a nanosecond of ticking is 1 ms, the shortest there is. The ticker fires twice at most in one
// execution, like every ticker in a check. Nobody looks at a token's time, so it is not kept.
import { type Channel, chan, every, go, RWMutex, select, WaitGroup } from 'happens-before';

interface TokenProvider {
  assign(): Promise<void>;
  enable(): void;
  disable(): Promise<void>;
}

type DeleteToken = (token: string) => Promise<void>;

class SimpleTokenTTLKeeper {
  readonly tokens: Set<string> = new Set();
  readonly addSimpleTokenCh: Channel<true> = chan<true>(1, 'addSimpleTokenCh');
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
        const first = await select({ add: this.addSimpleTokenCh, tick: ticker.channel, stop: this.stopCh });
        if (first.case === 'add') this.tokens.add('1');
        else if (first.case === 'tick') await this.deleteTokens();
        else {
          await first.value?.send(true);
          return;
        }
      }
    } finally {
      await ticker.stop();
    }
  }

  async deleteTokens(): Promise<void> {
    for (const token of this.tokens) {
      await this.deleteToken(token);
      this.tokens.delete(token);
    }
  }

  async addSimpleToken(): Promise<void> {
    await this.addSimpleTokenCh.send(true);
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
    await this.simpleTokensMu.lock();
    await this.simpleTokenKeeper?.addSimpleToken();
    await this.simpleTokensMu.unlock();
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

export default async function etcd7492(): Promise<void> {
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
