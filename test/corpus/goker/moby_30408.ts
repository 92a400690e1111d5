// moby#30408 (GoBench kernel, blocking: communication deadlock, condition variable).
//
// Whoever waits for a plugin to be active waits for its manifest only. Activation failed, so there will be none, and
// nobody signals.
//
// Expected: deadlock, in every execution. `main` waits to receive from `done`, `waiter` waits on `activateWait`.
import { Cond, chan, go, Mutex } from 'happens-before';

class Manifest {
  readonly implements: readonly string[] = [];
}

class Plugin {
  readonly mutex: Mutex = new Mutex('plugin.mutex');
  readonly activateWait: Cond = new Cond(this.mutex, 'activateWait');
  activateErr: Error | undefined;
  manifest: Manifest | undefined;

  async waitActive(): Promise<Error | undefined> {
    await this.mutex.lock();
    while (!this.activated()) await this.activateWait.wait();
    await this.mutex.unlock();
    return this.activateErr;
  }

  activated(): boolean {
    return this.manifest !== undefined;
  }
}

async function testActive(plugin: Plugin): Promise<void> {
  const done = chan<never>(0, 'done');
  go('waiter', async () => {
    await plugin.waitActive();
    await done.close();
  });
  await done.receive();
}

export default async function moby30408(): Promise<void> {
  const plugin = new Plugin();
  plugin.activateErr = new Error('some junk happened');
  await testActive(plugin);
}
