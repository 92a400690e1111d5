// serving#5865, repaired: a channel of its own, `done`, says that the watcher has ended, and the manager gives a send up
// that nobody will take any more. The original learns that from its context, which the kernel does not have.
//
// Expected: nothing.
import { type Channel, chan, go, RWMutex, select } from 'happens-before';

class RevisionWatcher {
  readonly destsCh: Channel<true>;
  readonly done: Channel<never> = chan<never>(0, 'done');

  constructor(destsCh: Channel<true>) {
    this.destsCh = destsCh;
  }

  async run(): Promise<void> {
    await this.done.close();
  }
}

class RevisionBackendsManager {
  readonly revisionWatchersMux: RWMutex = new RWMutex('revisionWatchersMux');

  async endpointsUpdated(): Promise<void> {
    const watcher = await this.getOrCreateRevisionWatcher();
    await select({ done: watcher.done, dests: [watcher.destsCh, true] });
  }

  async getOrCreateRevisionWatcher(): Promise<RevisionWatcher> {
    await this.revisionWatchersMux.lock();
    try {
      const destsCh = chan<true>(0, 'destsCh');
      const watcher = new RevisionWatcher(destsCh);
      go('revisionWatcher.run', () => watcher.run());
      return watcher;
    } finally {
      await this.revisionWatchersMux.unlock();
    }
  }
}

function newRevisionBackendsManagerWithProbeFrequency(): RevisionBackendsManager {
  return new RevisionBackendsManager();
}

export default async function serving5865Fixed(): Promise<void> {
  const manager = newRevisionBackendsManagerWithProbeFrequency();
  await manager.endpointsUpdated();
}
