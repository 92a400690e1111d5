// After chan_test.go of Go's race detector suite: what channels order.
import { chan, go, type SendChannel, type Shared, select, shared, sleep } from 'happens-before';
import { recovered } from './recovered.ts';

export async function noRaceChanSync(): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(0, 'c');
  go(async () => {
    await v.write(1);
    await c.send(0);
  });
  await c.receive();
  await v.write(2);
}

export async function noRaceChanSyncRev(): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(0, 'c');
  go(async () => {
    await c.send(0);
    await v.write(2);
  });
  await v.write(1);
  await c.receive();
}

/** A process writes and closes; main receives, with a `recover` behind it that has nothing to do, and writes. */
async function closeThenReceive(capacity: number): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(capacity, 'c');
  go(async () => {
    await v.write(1);
    await c.close();
  });
  await recovered(() => c.receive());
  await v.write(2);
}

export function noRaceChanAsyncCloseRecv(): Promise<void> {
  return closeThenReceive(10);
}

export function noRaceChanSyncCloseRecv(): Promise<void> {
  return closeThenReceive(0);
}

/** The same, but the receive also asks whether the channel is at its end. */
async function closeThenNext(capacity: number): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(capacity, 'c');
  go(async () => {
    await v.write(1);
    await c.close();
  });
  await c.next();
  await v.write(2);
}

export function noRaceChanAsyncCloseRecv2(): Promise<void> {
  return closeThenNext(10);
}

export function noRaceChanSyncCloseRecv2(): Promise<void> {
  return closeThenNext(0);
}

export async function noRaceChanSyncCloseRecv3(): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(0, 'c');
  go(async () => {
    await v.write(1);
    await c.close();
  });
  for await (const value of c) throw new Error(`${value} was received, and nobody sends`);
  await v.write(2);
}

export async function noRaceChanReadWriteAsync(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const c1 = chan<number>(10, 'c1');
  const x = shared(0, 'x');
  go(async () => {
    await c1.send(await x.read());
    await done.send(true);
  });
  await x.write((await c1.receive()) ?? 0);
  await done.receive();
}

export async function noRaceSelectReadWriteAsync(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const x = shared(0, 'x');
  const c1 = chan<number>(0, 'c1');
  const c2 = chan<number>(0, 'c2');
  go(async () => {
    await select({ c1: [c1, await x.read()], c2: [c2, 1] });
    await done.send(true);
  });
  const got = await select({ c1, c2: [c2, 1] });
  if (got.case === 'c1') await x.write(got.value ?? 0);
  await done.receive();
}

export async function noRaceProducerConsumerUnbuffered(): Promise<void> {
  interface Task {
    readonly f: () => Promise<void>;
    readonly done: SendChannel<boolean>;
  }
  const queue = chan<Task>(0, 'queue');
  go(async () => {
    const task = await queue.receive();
    await task?.f();
    await task?.done.send(true);
  });
  const doIt = async (f: () => Promise<void>): Promise<void> => {
    const done = chan<boolean>(1, 'done');
    await queue.send({ f, done });
    await done.receive();
  };
  const x = shared(0, 'x');
  await doIt(() => x.write(1));
  await x.read();
}

export async function noRaceChanMutex(): Promise<void> {
  const done = chan<void>(0, 'done');
  const mtx = chan<void>(1, 'mtx');
  const data = shared(0, 'data');
  go(async () => {
    await mtx.send();
    await data.write(42);
    await mtx.receive();
    await done.send();
  });
  await mtx.send();
  await data.write(43);
  await mtx.receive();
  await done.receive();
}

export async function noRaceSelectMutex(): Promise<void> {
  const done = chan<void>(0, 'done');
  const mtx = chan<void>(1, 'mtx');
  const aux = chan<boolean>(0, 'aux');
  const data = shared(0, 'data');
  go(async () => {
    await select({ mtx: [mtx, undefined], aux });
    await data.write(42);
    await select({ mtx, aux });
    await done.send();
  });
  await select({ mtx: [mtx, undefined], aux });
  await data.write(43);
  await select({ mtx, aux });
  await done.receive();
}

/** Two processes for each round; Go's has a hundred rounds, to meet by luck what every order meets in one. */
export async function noRaceCloseHappensBeforeRead(): Promise<void> {
  const rounds = 3;
  for (let round = 0; round < rounds; round++) {
    const loc = shared(0, 'loc');
    const write = chan<void>(0, 'write');
    const read = chan<void>(0, 'read');
    go(async () => {
      const got = await select({ write }, { otherwise: true });
      if (got.case === 'write') await loc.read();
      await read.close();
    });
    go(async () => {
      await loc.write(1);
      await write.close();
    });
    await read.receive();
  }
}

/** A variable of a process, whose address it sends while there is no room for it. */
async function sendAddress(c: SendChannel<Shared<number> | undefined>): Promise<void> {
  const i = shared(0, 'i');
  await i.write(42);
  await c.send(i);
}

async function expect42(p: Shared<number> | undefined): Promise<void> {
  if ((await p?.read()) !== 42) throw new Error('what was sent is not 42');
}

export async function noRaceBlockedSendSync(): Promise<void> {
  const c = chan<Shared<number> | undefined>(1, 'c');
  await c.send(undefined);
  go(() => sendAddress(c));
  await sleep(10);
  await c.receive();
  await expect42(await c.receive());
}

export async function noRaceBlockedSelectSendSync(): Promise<void> {
  const c = chan<Shared<number> | undefined>(1, 'c');
  await c.send(undefined);
  go(() => sendAddress(c));
  await sleep(10);
  await c.receive();
  const got = await select({ c, nobody: chan<number>(0, 'nobody') });
  if (got.case === 'c') await expect42(got.value);
}
