// cockroach#9935, repaired: the mutex is given back before the exit is called.
//
// Expected: nothing.
import { choose, go, Mutex } from 'happens-before';

class Logging {
  readonly mu: Mutex = new Mutex('logging.mu');

  async outputLogEntry(): Promise<void> {
    await this.mu.lock();
    const error = await this.createFile();
    await this.mu.unlock();
    if (error !== undefined) await this.exit(error);
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

export default async function cockroach9935Fixed(): Promise<void> {
  const logging = new Logging();
  go('logger', () => logging.outputLogEntry());
}
