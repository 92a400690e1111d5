// moby#25384 (GoBench kernel, blocking: mixed deadlock, misuse of a wait group).
//
// The wait group counts all plugins, but is waited for within the loop that starts one process for each: with two
// plugins, the first turn waits for a process that only the second turn would start.
//
// Expected: leak, since main has returned. `init` waits for `group`.
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
      await group.wait();
    }
  }
}

export default async function moby25384(): Promise<void> {
  const manager = new Manager([new Plugin(), new Plugin()]);
  go('init', () => manager.init());
}
