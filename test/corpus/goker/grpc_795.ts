// grpc#795 (GoBench kernel, blocking: resource deadlock, double locking).
//
// A graceful stop never gives the server's mutex back, and where the server drains already it locks once more.
//
// Expected: deadlock. `main` waits in its second graceful stop for the mutex that it kept in the first, and so does
// `serve`, unless it had it before.
import { go, Mutex } from 'happens-before';

class Server {
  readonly mu: Mutex = new Mutex('server.mu');
  drain = false;

  async gracefulStop(): Promise<void> {
    await this.mu.lock();
    if (this.drain) {
      await this.mu.lock();
      return;
    }
    this.drain = true;
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

export default async function grpc795(): Promise<void> {
  await serverGracefulStopIdempotent();
}
