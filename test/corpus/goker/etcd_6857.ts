// etcd#6857 (GoBench kernel, blocking: communication deadlock, channel).
//
// Asking a node for its status sends to the node's loop, which may have ended: stopping waits for that end, asking does
// not look for it.
//
// Expected: leak, since main has returned. `status` waits to send to `node.status`. It takes a stop that comes first.
import { type Channel, chan, go, select } from 'happens-before';

class Status {}

class Node {
  readonly statusChan: Channel<Channel<Status>> = chan<Channel<Status>>(0, 'node.status');
  readonly stopChan: Channel<true> = chan<true>(0, 'node.stop');
  readonly done: Channel<never> = chan<never>(0, 'node.done');

  async status(): Promise<Status | undefined> {
    const answer = chan<Status>(0, 'answer');
    await this.statusChan.send(answer);
    return answer.receive();
  }

  async run(): Promise<void> {
    for (;;) {
      const first = await select({ status: this.statusChan, stop: this.stopChan });
      if (first.case === 'stop') {
        await this.done.close();
        return;
      }
      await first.value?.send(new Status());
    }
  }

  async stop(): Promise<void> {
    const first = await select({ stop: [this.stopChan, true], done: this.done });
    if (first.case === 'done') return;
    await this.done.receive();
  }
}

export default async function etcd6857(): Promise<void> {
  const node = new Node();
  go('run', () => node.run());
  go('status', () => node.status());
  go('stop', () => node.stop());
}
