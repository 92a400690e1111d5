// After sync_test.go of Go's race detector suite.
import { Cond, chan, go, Mutex, shared } from 'happens-before';
import { afterFunc } from './after-func.ts';

export async function noRaceCond(): Promise<void> {
  const x = shared(0, 'x');
  const condition = shared(0, 'condition');
  const mu = new Mutex('mu');
  const cond = new Cond(mu, 'cond');
  go(async () => {
    await x.write(1);
    await mu.lock();
    await condition.write(1);
    await cond.signal();
    await mu.unlock();
  });
  await mu.lock();
  while ((await condition.read()) !== 1) await cond.wait();
  await mu.unlock();
  await x.write(2);
}

/** Seven processes, none of which anything orders but who started whom. */
export async function raceAnnounceThreads(): Promise<void> {
  const processes = 7;
  const allDone = chan<boolean>(processes, 'allDone');
  const x = shared(0, 'x');
  const writeOnce = async (): Promise<void> => {
    await x.write(1);
    await allDone.send(true);
  };
  const g = async (): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      go(writeOnce);
      await allDone.send(true);
    }
  };
  const f = async (): Promise<void> => {
    await x.write(1);
    go(g);
    go(writeOnce);
    await x.write(2);
    await allDone.send(true);
  };
  const h = async (): Promise<void> => {
    await x.write(1);
    await x.write(2);
    go(f);
    await allDone.send(true);
  };
  go(h);
  for (let i = 0; i < processes; i++) await allDone.receive();
}

export async function noRaceAfterFunc1(): Promise<void> {
  const i = shared(2, 'i');
  const c = chan<boolean>(0, 'c');
  const f = async (): Promise<void> => {
    await i.update((left) => left - 1);
    if ((await i.read()) >= 0) afterFunc(0, f);
    else await c.send(true);
  };
  afterFunc(0, f);
  await c.receive();
}

export async function noRaceAfterFunc3(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = shared(0, 'x');
  afterFunc(10, async () => {
    await x.write(1);
    await c.send(true);
  });
  await c.receive();
}

export async function raceAfterFunc3(): Promise<void> {
  const c = chan<boolean>(2, 'c');
  const x = shared(0, 'x');
  afterFunc(10, async () => {
    await x.write(1);
    await c.send(true);
  });
  afterFunc(20, async () => {
    await x.write(2);
    await c.send(true);
  });
  await c.receive();
  await c.receive();
}

export async function raceGoroutineCreationStack(): Promise<void> {
  const x = shared(0, 'x');
  const ch = chan<boolean>(1, 'ch');
  const f1 = async (): Promise<void> => {
    await x.write(1);
    await ch.send(true);
  };
  const f2 = (): void => void go(f1);
  const f3 = (): void => void go(f2);
  const f4 = (): void => void go(f3);
  go(f4);
  await x.write(2);
  await ch.receive();
}
