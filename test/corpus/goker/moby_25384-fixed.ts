// moby#25384, repaired: the wait group is waited for after the loop.
//
// Expected: nothing.
import { go, WaitGroup } from 'happens-before';

class Plugin {}

class Manager {
  readonly plugins: readonly Plugin[];

  constructor(plugins: readonly Plugin[]) {
    this.plugins = plugins;
  }

  async init(): Promise<void> {
    const group = new WaitGroup('group');
    await group.add(this.plugins.length);
    for (const _plugin of this.plugins) {
      go('plugin', async () => {
        await group.done();
      });
    }
    await group.wait();
  }
}

export default async function moby25384Fixed(): Promise<void> {
  const manager = new Manager([new Plugin(), new Plugin()]);
  go('init', () => manager.init());
}
