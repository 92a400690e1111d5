// moby#21233, repaired: the consumer no longer expects every update, and takes what comes until the channel is closed.
//
// Expected: nothing.
import { type Channel, chan, choose, go, Mutex, type SendChannel, select } from 'happens-before';

class Progress {}

interface Output {
  writeProgress(progress: Progress): Promise<void>;
}

class ChanOutput implements Output {
  readonly progressChan: SendChannel<Progress>;

  constructor(progressChan: SendChannel<Progress>) {
    this.progressChan = progressChan;
  }

  async writeProgress(progress: Progress): Promise<void> {
    await this.progressChan.send(progress);
  }
}

class Watcher {
  readonly signalChan: Channel<never> = chan<never>(0, 'signalChan');
  readonly releaseChan: Channel<never> = chan<never>(0, 'releaseChan');
  readonly running: Channel<never> = chan<never>(0, 'running');
}

class Transfer {
  readonly mu: Mutex = new Mutex('transfer.mu');

  async release(watcher: Watcher): Promise<void> {
    await this.mu.lock();
    await this.mu.unlock();
    await watcher.releaseChan.close();
    await watcher.running.receive();
  }

  async watch(progressOutput: Output): Promise<Watcher> {
    await this.mu.lock();
    try {
      const lastProgress = new Progress();
      const watcher = new Watcher();
      go('watcher', async () => {
        try {
          let done = false;
          for (;;) {
            await this.mu.lock();
            await this.mu.unlock();
            if (await choose(false, true)) await progressOutput.writeProgress(lastProgress);
            if (done) return;
            const first = await select({ signal: watcher.signalChan, release: watcher.releaseChan });
            if (first.case === 'release') done = true;
          }
        } finally {
          await watcher.running.close();
        }
      });
      return watcher;
    } finally {
      await this.mu.unlock();
    }
  }
}

class TransferManager {
  readonly mu: Mutex = new Mutex('manager.mu');

  async transfer(progressOutput: Output): Promise<[Transfer, Watcher]> {
    await this.mu.lock();
    try {
      const transfer = new Transfer();
      return [transfer, await transfer.watch(progressOutput)];
    } finally {
      await this.mu.unlock();
    }
  }
}

async function testTransfer(): Promise<void> {
  const manager = new TransferManager();
  const progressChan = chan<Progress>(0, 'progressChan');
  const progressDone = chan<never>(0, 'progressDone');
  go('consumer', async () => {
    for (;;) {
      const { done } = await progressChan.next();
      if (done) break;
    }
    await progressDone.close();
  });

  const transfers: [Transfer, Watcher][] = [];
  for (const _id of ['id1', 'id2', 'id3']) transfers.push(await manager.transfer(new ChanOutput(progressChan)));
  for (const [transfer, watcher] of transfers) await transfer.release(watcher);
  await progressChan.close();
  await progressDone.receive();
}

export default async function moby21233Fixed(): Promise<void> {
  go('transfer test', testTransfer);
}
