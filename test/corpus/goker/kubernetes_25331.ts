// kubernetes#25331 (GoBench kernel, blocking: communication deadlock, channel and context).
//
// A watch that failed cancels its context and then sends the error to its result channel. Who stopped the watch may no
// longer read results, and nothing wakes the send.
//
// Expected: leak, since main has returned, in every execution. `run` waits to send to `resultChan`.
import { type Cancellation, type Channel, cancellation, chan, go, select } from 'happens-before';

class WatchChan {
  readonly context: Cancellation = cancellation();
  readonly resultChan: Channel<boolean> = chan<boolean>(0, 'resultChan');
  readonly errChan: Channel<Error> = chan<Error>(0, 'errChan');

  async stop(): Promise<void> {
    await this.errChan.send(new Error('Error'));
    await this.context.cancel();
  }

  async run(): Promise<void> {
    const first = await select({ error: this.errChan, done: this.context.done });
    if (first.case === 'done') return;
    const errResult = first.value?.message.length !== 0;
    await this.context.cancel();
    await this.resultChan.send(errResult);
  }
}

export default async function kubernetes25331(): Promise<void> {
  const watch = new WatchChan();
  go('run', () => watch.run());
  go('stop', () => watch.stop());
}
