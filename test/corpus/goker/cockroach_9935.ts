// cockroach#9935 (GoBench kernel, blocking: resource deadlock, double locking).
//
// Writing an entry holds the logger's mutex; when the file cannot be created, the exit that it calls locks it again.
//
// Expected: leak, since main has returned. `logger` waits for the mutex that it holds.
//
// What stands in: the number drawn at random, which decides whether creating the file fails, is a choice of the eight.
import { choose, go, Mutex } from 'happens-before';

class Logging {
  readonly mu: Mutex = new Mutex('logging.mu');

  async outputLogEntry(): Promise<void> {
    await this.mu.lock();
    const error = await this.createFile();
    if (error !== undefined) await this.exit(error);
    await this.mu.unlock();
  }

  async createFile(): Promise<Error | undefined> {
    const drawn = await choose(0, 1, 2, 3, 4, 5, 6, 7);
    return drawn % 4 > 0 ? new Error('no file') : undefined;
  }

  async exit(_error: Error): Promise<void> {
    await this.mu.lock();
    await this.mu.unlock();
  }
}

export default async function cockroach9935(): Promise<void> {
  const logging = new Logging();
  go('logger', () => logging.outputLogEntry());
}
