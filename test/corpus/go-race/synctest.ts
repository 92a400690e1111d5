// After synctest_test.go of Go's race detector suite, under virtual time: a bubble is the whole program.
import { chan, go, shared, sleep } from 'happens-before';
import { afterFunc } from './after-func.ts';

const second = 1000;

export async function raceSynctestGoroutinesExit(): Promise<void> {
  const x = shared(0, 'x');
  const f = (): Promise<void> => x.write(1);
  go(f);
  go(f);
}

/** `synctest.Wait` returns once nobody else can go on: of a single process that waits for nothing, that is its end. */
export async function noRaceSynctestGoroutinesExit(): Promise<void> {
  const x = shared(0, 'x');
  const f = (): Promise<void> => x.write(1);
  await go(f).join();
  go(f);
}

export async function raceSynctestGoroutinesRecv(): Promise<void> {
  const x = shared(0, 'x');
  const ch = chan<void>(0, 'ch');
  const f = async (): Promise<void> => {
    await x.write(1);
    await ch.receive();
  };
  go(f);
  go(f);
  await ch.close();
}

export async function raceSynctestGoroutinesSleep(): Promise<void> {
  const x = shared(0, 'x');
  go(async () => {
    await sleep(1 * second);
    await x.write(1);
    await sleep(2 * second);
  });
  go(async () => {
    await sleep(2 * second);
    await x.write(1);
    await sleep(1 * second);
  });
  await sleep(5 * second);
}

export async function raceSynctestTimers(): Promise<void> {
  const x = shared(0, 'x');
  const f = (): Promise<void> => x.write(1);
  afterFunc(1 * second, f);
  afterFunc(2 * second, f);
  await sleep(5 * second);
}
