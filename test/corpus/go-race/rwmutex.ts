// After rwmutex_test.go of Go's race detector suite.
import { chan, go, Mutex, RWMutex, shared, sleep } from 'happens-before';

export async function raceMutexRWMutex(): Promise<void> {
  const mu1 = new Mutex('mu1');
  const mu2 = new RWMutex('mu2');
  const x = shared(0, 'x');
  const ch = chan<boolean>(2, 'ch');
  go(async () => {
    await using _held = await mu1.acquire();
    await x.write(1);
    await ch.send(true);
  });
  go(async () => {
    await mu2.lock();
    await x.write(2);
    await mu2.unlock();
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

export async function noRaceRWMutex(): Promise<void> {
  const mu = new RWMutex('mu');
  const x = shared(0, 'x');
  const y = shared(1, 'y');
  const ch = chan<boolean>(2, 'ch');
  go(async () => {
    await using _held = await mu.acquire();
    await x.write(2);
    await ch.send(true);
  });
  go(async () => {
    await mu.rlock();
    await y.write(await x.read());
    await mu.runlock();
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

export async function raceRWMutexMultipleReaders(): Promise<void> {
  const mu = new RWMutex('mu');
  const x = shared(0, 'x');
  const y = shared(1, 'y');
  const ch = chan<boolean>(4, 'ch');
  go(async () => {
    await using _held = await mu.acquire();
    await x.write(2);
    await ch.send(true);
  });
  for (const more of [1, 2, 3]) {
    go(async () => {
      await mu.rlock();
      await y.write((await x.read()) + more);
      await mu.runlock();
      await ch.send(true);
    });
  }
  for (let ended = 0; ended < 4; ended++) await ch.receive();
  await y.read();
}

export async function noRaceRWMutexTransitive(): Promise<void> {
  const mu = new RWMutex('mu');
  const x = shared(0, 'x');
  const ch = chan<boolean>(2, 'ch');
  const readLocked = async (): Promise<void> => {
    await mu.rlock();
    await x.read();
    await mu.runlock();
    await ch.send(true);
  };
  go(readLocked);
  go(async () => {
    await sleep(10);
    await readLocked();
  });
  await sleep(20);
  await mu.lock();
  await x.write(42);
  await mu.unlock();
  await ch.receive();
  await ch.receive();
}
