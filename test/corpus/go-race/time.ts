// After time_test.go of Go's race detector suite, under virtual time. A nanosecond there is a millisecond here.
import { chan, every, go, type Shared, shared, type Timer, timer } from 'happens-before';
import { afterFunc } from './after-func.ts';

const hour = 3_600_000;

export async function noRaceAfterFunc(): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(0, 'c');
  const f = async (): Promise<void> => {
    await v.write(1);
    await c.send(0);
  };
  await v.write(2);
  afterFunc(1, f);
  await c.receive();
  await v.write(3);
}

/** Starts a process that waits for a firing, writes and says so on the channel it returns. */
function writeOnceFired(waiting: Timer, v: Shared<number>): ReturnType<typeof chan<number>> {
  const c = chan<number>(0, 'c');
  go(async () => {
    await waiting.channel.receive();
    await v.write(1);
    await c.send(0);
  });
  return c;
}

/** Main stops what is far from firing, writes, and sets it anew. */
async function writeBeforeReset(waiting: Timer): Promise<void> {
  const v = shared(0, 'v');
  const c = writeOnceFired(waiting, v);
  await waiting.stop();
  await v.write(2);
  await waiting.reset(1);
  await c.receive();
  await v.write(3);
}

export function noRaceTimerReset(): Promise<void> {
  return writeBeforeReset(timer(hour));
}

export function noRaceTickerReset(): Promise<void> {
  return writeBeforeReset(every(hour));
}

export async function noRaceTicker(): Promise<void> {
  const v = shared(0, 'v');
  await v.write(2);
  const c = writeOnceFired(every(1), v);
  await c.receive();
  await v.write(3);
}
