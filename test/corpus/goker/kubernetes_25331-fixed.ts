// kubernetes#25331, repaired: the error is sent in a select with the end of the context, which is cancelled afterwards.
//
// Expected: nothing.
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
    await select({ result: [this.resultChan, errResult], done: this.context.done });
    await this.context.cancel();
  }
}

export default async function kubernetes25331Fixed(): Promise<void> {
  const watch = new WatchChan();
  go('run', () => watch.run());
  go('stop', () => watch.stop());
}
