// etcd#3077, repaired: the server starts the raft node with `start`, which makes the channels before it starts the process.
//
// Expected: nothing.
import { type Channel, chan, go, type Never, never, type Shared, select, shared, sleep } from 'happens-before';

class RaftNode {
  readonly stopped: Shared<Channel<true> | Never> = shared<Channel<true> | Never>(never, 'raftNode.stopped');
  readonly done: Shared<Channel<never> | Never> = shared<Channel<never> | Never>(never, 'raftNode.done');

  async start(): Promise<void> {
    await this.stopped.write(chan<true>(0, 'stopped'));
    await this.done.write(chan<never>(0, 'done'));
    go('raftNode.run', () => this.run());
  }

  async run(): Promise<void> {
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
    await this.r.start();
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

export default async function etcd3077Fixed(): Promise<void> {
  const server = new EtcdServer();
  server.start();
  await server.stop();
}
