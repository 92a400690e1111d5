// moby#30408, repaired: who waits for the plugin stops waiting when its activation failed.
//
// Expected: nothing.
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
    while (!this.activated() && this.activateErr === undefined) await this.activateWait.wait();
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

export default async function moby30408Fixed(): Promise<void> {
  const plugin = new Plugin();
  plugin.activateErr = new Error('some junk happened');
  await testActive(plugin);
}
