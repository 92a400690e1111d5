// grpc#795, repaired: a graceful stop gives the mutex back on every path.
//
// Expected: nothing.
import { go, Mutex } from 'happens-before';

class Server {
  readonly mu: Mutex = new Mutex('server.mu');
  drain = false;

  async gracefulStop(): Promise<void> {
    await this.mu.lock();
    try {
      if (this.drain) return;
      this.drain = true;
    } finally {
      await this.mu.unlock();
    }
  }

  async serve(): Promise<void> {
    await this.mu.lock();
    await this.mu.unlock();
  }
}

class Test {
  readonly server: Server = new Server();

  startServer(): void {
    go('serve', () => this.server.serve());
  }
}

async function serverGracefulStopIdempotent(): Promise<void> {
  const test = new Test();
  test.startServer();
  for (let stop = 0; stop < 3; stop += 1) await test.server.gracefulStop();
}

export default async function grpc795Fixed(): Promise<void> {
  await serverGracefulStopIdempotent();
}
