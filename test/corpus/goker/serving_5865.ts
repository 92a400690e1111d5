// serving#5865 (GoBench kernel, non-blocking: misuse of a channel).
//
// The channel of a revision watcher carries the endpoints to it and also says that it has ended: the watcher closes it,
// though it is the receiver, while the manager still sends.
//
// Expected: panic of `main`, which sends on a closed channel, and a race of that send with the close. Nobody receives, so
// the send waits for the close at the latest and every execution panics.
import { type Channel, chan, go, RWMutex } from 'happens-before';

class RevisionWatcher {
  readonly destsCh: Channel<true>;

  constructor(destsCh: Channel<true>) {
    this.destsCh = destsCh;
  }

  async run(): Promise<void> {
    await this.destsCh.close();
  }
}

class RevisionBackendsManager {
  readonly revisionWatchersMux: RWMutex = new RWMutex('revisionWatchersMux');

  async endpointsUpdated(): Promise<void> {
    const watcher = await this.getOrCreateRevisionWatcher();
    await watcher.destsCh.send(true);
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

export default async function serving5865(): Promise<void> {
  const manager = newRevisionBackendsManagerWithProbeFrequency();
  await manager.endpointsUpdated();
}
