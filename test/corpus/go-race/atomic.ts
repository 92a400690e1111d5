// After atomic_test.go of Go's race detector suite. A pointer to an atomic variable is an `atomic` cell, and a plain access of
// that variable goes through its `plain`. Where an original yields between two looks, the looks are enough: each is a step.
import { atomic, chan, go, type Shared, shared } from 'happens-before';

/** Two processes that each write one variable, count, and write the other's if the count is `counted`. */
async function addInt64(counted: number): Promise<void> {
  const x1 = shared(0, 'x1');
  const x2 = shared(0, 'x2');
  const s = atomic(0, 's');
  const ch = chan<boolean>(2, 'ch');
  go(async () => {
    await x1.write(1);
    if ((await s.add(1)) === counted) await x2.write(1);
    await ch.send(true);
  });
  go(async () => {
    await x2.write(1);
    if ((await s.add(1)) === counted) await x1.write(1);
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

export function noRaceAtomicAddInt64(): Promise<void> {
  return addInt64(2);
}

export function raceAtomicAddInt64(): Promise<void> {
  return addInt64(1);
}

export async function noRaceAtomicCASCASInt32_2(): Promise<void> {
  const x1 = shared(0, 'x1');
  const x2 = shared(0, 'x2');
  const s = atomic(0, 's');
  const ch = chan<boolean>(2, 'ch');
  go(async () => {
    await x1.write(1);
    if (!(await s.compareAndSwap(0, 1))) await x2.write(1);
    await ch.send(true);
  });
  go(async () => {
    await x2.write(1);
    if (!(await s.compareAndSwap(0, 1))) await x1.write(1);
    await ch.send(true);
  });
  await ch.receive();
  await ch.receive();
}

export async function noRaceAtomicLoadAddInt32(): Promise<void> {
  const x = shared(0, 'x');
  const s = atomic(0, 's');
  go(async () => {
    await x.write(2);
    await s.add(1);
  });
  while ((await s.load()) !== 1);
  await x.write(1);
}

export async function noRaceAtomicLoadStoreInt32(): Promise<void> {
  const x = shared(0, 'x');
  const s = atomic(0, 's');
  go(async () => {
    await x.write(2);
    await s.store(1);
  });
  while ((await s.load()) !== 1);
  await x.write(1);
}

export async function noRaceAtomicStoreCASInt32(): Promise<void> {
  const x = shared(0, 'x');
  const s = atomic(0, 's');
  go(async () => {
    await x.write(2);
    await s.store(1);
  });
  while (!(await s.compareAndSwap(1, 0)));
  await x.write(1);
}

export async function noRaceAtomicLoadStorePointer(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(2, 'y');
  const s = atomic<Shared<number> | undefined>(undefined, 's');
  const p = y;
  go(async () => {
    await x.write(2);
    await s.store(p);
  });
  while ((await s.load()) !== p);
  await x.write(1);
}

export async function raceAtomicStoreLoad(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const a = atomic(0, 'a');
  go(async () => {
    await a.store(1);
    await c.send(true);
  });
  await a.plain.read();
  await c.receive();
}

export async function raceAtomicLoadStore(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const a = atomic(0, 'a');
  go(async () => {
    await a.load();
    await c.send(true);
  });
  await a.plain.write(1);
  await c.receive();
}

export async function raceAtomicAddLoad(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const a = atomic(0, 'a');
  go(async () => {
    await a.add(1);
    await c.send(true);
  });
  await a.plain.read();
  await c.receive();
}
