import { go, timer } from 'happens-before';

/** Stands in for `time.AfterFunc`: once the timer has fired, a process of its own runs `body`. */
export function afterFunc(ms: number, body: () => Promise<void>): void {
  const { channel } = timer(ms);
  go('afterFunc', async () => {
    await channel.receive();
    await body();
  });
}
