// etcd#3077 (GoBench kernel, non-blocking: misuse of a channel).
//
// The raft node makes its own channels in the process that the server starts for it, and the server takes them from its
// fields after a pause, which orders nothing.
//
// Expected: a race for `raftNode.stopped`. When the pause is over before the channels are there, also a deadlock: the
// server sends on no channel at all, so main waits for `server.done` and the raft node to be stopped.
//
// What stands in: a field that holds no channel yet is a cell that holds `never`.
import { type Channel, chan, go, type Never, never, type Shared, select, shared, sleep } from 'happens-before';

class RaftNode {
  readonly stopped: Shared<Channel<true> | Never> = shared<Channel<true> | Never>(never, 'raftNode.stopped');
  readonly done: Shared<Channel<never> | Never> = shared<Channel<never> | Never>(never, 'raftNode.done');

  async run(): Promise<void> {
    await this.stopped.write(chan<true>(0, 'stopped'));
    await this.done.write(chan<never>(0, 'done'));
    try {
      for (;;) {
        const taken = await select({ stopped: await this.stopped.read() });
        if (taken.case === 'stopped') return;
      }
    } finally {
      await this.stop();
    }
  }

  async stop(): Promise<void> {
    await (await this.done.read()).close();
  }
}

class EtcdServer {
  readonly r: RaftNode = new RaftNode();
  done: Channel<never> | Never = never;
  stopping: Channel<true> | Never = never;

  async run(): Promise<void> {
    go('raftNode.run', () => this.r.run());
    await sleep(10);
    try {
      for (;;) {
        const taken = await select({ stop: this.stopping });
        if (taken.case === 'stop') return;
      }
    } finally {
      await (await this.r.stopped.read()).send(true);
      await (await this.r.done.read()).receive();
      await this.done.close();
    }
  }

  start(): void {
    this.done = chan<never>(0, 'server.done');
    this.stopping = chan<true>(0, 'server.stop');
    go('server.run', () => this.run());
  }

  async stop(): Promise<void> {
    const taken = await select({ stop: [this.stopping, true], done: this.done });
    if (taken.case === 'done') return;
    await this.done.receive();
  }
}

export default async function etcd3077(): Promise<void> {
  const server = new EtcdServer();
  server.start();
  await server.stop();
}
