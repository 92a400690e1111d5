// After mutex_test.go of Go's race detector suite.
import { chan, go, Mutex, shared, sleep } from 'happens-before';

export async function noRaceMutex(): Promise<void> {
  const mu = new Mutex('mu');
  const x = shared(0, 'x');
  const ch = chan<boolean>(2, 'ch');
  go(async () => {
    await using _held = await mu.acquire();
    await x.write(1);
    await ch.send(true);
  });
  go(async () => {
    await mu.lock();
    await x.write(2);
    await mu.unlock();
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

export async function raceMutex(): Promise<void> {
  const mu = new Mutex('mu');
  const x = shared(0, 'x');
  const ch = chan<boolean>(2, 'ch');
  go(async () => {
    await x.write(1);
    await using _held = await mu.acquire();
    await ch.send(true);
  });
  go(async () => {
    await x.write(2);
    await mu.lock();
    await mu.unlock();
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

export async function raceMutex2(): Promise<void> {
  const mu1 = new Mutex('mu1');
  const mu2 = new Mutex('mu2');
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

export async function noRaceMutexPureHappensBefore(): Promise<void> {
  const mu = new Mutex('mu');
  const x = shared(0, 'x');
  const written = shared(false, 'written');
  const ch = chan<boolean>(2, 'ch');
  go(async () => {
    await x.write(1);
    await mu.lock();
    await written.write(true);
    await mu.unlock();
    await ch.send(true);
  });
  go(async () => {
    await sleep(1);
    await mu.lock();
    while (!(await written.read())) {
      await mu.unlock();
      await sleep(1);
      await mu.lock();
    }
    await mu.unlock();
    await x.write(1);
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

export async function noRaceMutexSemaphore(): Promise<void> {
  const mu = new Mutex('mu');
  const ch = chan<boolean>(2, 'ch');
  const x = shared(0, 'x');
  await mu.lock();
  go(async () => {
    await x.write(1);
    await mu.unlock();
    await ch.send(true);
  });
  go(async () => {
    await mu.lock();
    await x.write(2);
    await mu.unlock();
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

/** A mutex is no value here that could be overwritten: another is put into the variable that a lock reads. */
export async function raceMutexOverwrite(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const mu = shared(new Mutex('first'), 'mu');
  go(async () => {
    await mu.write(new Mutex('second'));
    await c.send(true);
  });
  await (await mu.read()).lock();
  await c.receive();
}
