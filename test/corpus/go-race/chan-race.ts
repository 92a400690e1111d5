// After chan_test.go of Go's race detector suite: what channels do not order, and channels that are raced for themselves.
// A variable that holds a channel and is assigned again is a `shared` cell, read by whoever uses the channel.
import { type Channel, chan, go, select, shared, sleep } from 'happens-before';
import { recovered } from './recovered.ts';

/** A sender that a close wakes comes after it, and who comes too late is not told from one who was woken: only c races. */
export async function raceChanSyncCloseSend(): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(0, 'c');
  go(async () => {
    await v.write(1);
    await c.close();
  });
  await recovered(() => c.send(0));
  await v.write(2);
}

export async function raceChanCloseClose(): Promise<void> {
  const compl = chan<boolean>(2, 'compl');
  const v1 = shared(0, 'v1');
  const v2 = shared(0, 'v2');
  const c = chan<number>(0, 'c');
  go(async () => {
    const error = await recovered(async () => {
      await v1.write(1);
      await c.close();
    });
    if (error !== undefined) await v2.write(2);
    await compl.send(true);
  });
  go(async () => {
    const error = await recovered(async () => {
      await v2.write(1);
      await c.close();
    });
    if (error !== undefined) await v1.write(2);
    await compl.send(true);
  });
  await compl.receive();
  await compl.receive();
}

export async function raceChanSendLen(): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(10, 'c');
  go(async () => {
    await v.write(1);
    await c.send(1);
  });
  while ((await c.length()) === 0);
  await v.write(2);
}

export async function raceChanRecvLen(): Promise<void> {
  const v = shared(0, 'v');
  const c = chan<number>(10, 'c');
  await c.send(1);
  go(async () => {
    await v.write(1);
    await c.receive();
  });
  while ((await c.length()) !== 0);
  await v.write(2);
}

export async function raceChanSendSend(): Promise<void> {
  const compl = chan<boolean>(2, 'compl');
  const v1 = shared(0, 'v1');
  const v2 = shared(0, 'v2');
  const c = chan<number>(1, 'c');
  go(async () => {
    await v1.write(1);
    const got = await select({ c: [c, 1] }, { otherwise: true });
    if (got.case === undefined) await v2.write(2);
    await compl.send(true);
  });
  go(async () => {
    await v2.write(1);
    const got = await select({ c: [c, 1] }, { otherwise: true });
    if (got.case === undefined) await v1.write(2);
    await compl.send(true);
  });
  await compl.receive();
  await compl.receive();
}

export async function raceChanWrongSend(): Promise<void> {
  const v1 = shared(0, 'v1');
  const v2 = shared(0, 'v2');
  const c = chan<number>(2, 'c');
  go(async () => {
    await v1.write(1);
    await c.send(1);
  });
  go(async () => {
    await v2.write(2);
    await c.send(2);
  });
  await sleep(10);
  if ((await c.receive()) === 1) await v2.write(3);
  else await v1.write(3);
}

export async function raceChanSendSelectClose(): Promise<void> {
  const compl = chan<boolean>(2, 'compl');
  const c = chan<number>(1, 'c');
  const c1 = chan<number>(0, 'c1');
  go(async () => {
    await recovered(async () => {
      await sleep(10);
      await select({ c: [c, 1], c1 });
    });
    await compl.send(true);
  });
  go(async () => {
    await c.close();
    await compl.send(true);
  });
  await compl.receive();
  await compl.receive();
}

export async function raceSelectReadWriteAsync(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const x = shared(0, 'x');
  const c1 = chan<number>(10, 'c1');
  const c2 = chan<number>(10, 'c2');
  const c3 = chan<number>(0, 'c3');
  await c2.send(1);
  go(async () => {
    await select({ c1: [c1, await x.read()], c3: [c3, 1] });
    await done.send(true);
  });
  const got = await select({ c2, c3: [c3, 1] });
  if (got.case === 'c2') await x.write(got.value ?? 0);
  await done.receive();
}

export async function raceSelectReadWriteSync(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const x = shared(0, 'x');
  const c1 = chan<number>(0, 'c1');
  const c2 = chan<number>(0, 'c2');
  const c3 = chan<number>(0, 'c3');
  go(() => c1.receive());
  go(() => c2.send(1));
  go(async () => {
    await select({ c1: [c1, await x.read()], c3: [c3, 1] });
    await done.send(true);
  });
  const got = await select({ c2, c3: [c3, 1] });
  if (got.case === 'c2') await x.write(got.value ?? 0);
  await done.receive();
}

export async function raceChanReadWriteAsync(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const c1 = chan<number>(10, 'c1');
  const c2 = chan<number>(10, 'c2');
  await c2.send(10);
  const x = shared(0, 'x');
  go(async () => {
    await c1.send(await x.read());
    await done.send(true);
  });
  await x.write((await c2.receive()) ?? 0);
  await done.receive();
}

/** What is `nil` in Go is `undefined` here, and a send there, which waits for ever, is a select without cases. */
export async function raceChanItselfNil(): Promise<void> {
  const c = shared<Channel<number> | undefined>(chan(10, 'buffer'), 'c');
  go(async () => {
    const channel = await c.read();
    if (channel === undefined) await select({});
    else await channel.send(0);
  });
  await sleep(10);
  await c.write(undefined);
  await c.read();
}

/** A process uses the channel that a variable holds, while main puts another there. */
async function replaceInUse(use: (channel: Channel<number>) => Promise<unknown>): Promise<void> {
  const compl = chan<boolean>(1, 'compl');
  const c = shared(chan<number>(0, 'first'), 'c');
  go(async () => {
    await use(await c.read());
    await compl.send(true);
  });
  await c.write(chan(0, 'second'));
  await compl.receive();
}

export function raceChanItselfClose(): Promise<void> {
  return replaceInUse((channel) => channel.close());
}

export function raceChanItselfLen(): Promise<void> {
  return replaceInUse((channel) => channel.length());
}

export function raceChanItselfCap(): Promise<void> {
  return replaceInUse(async (channel) => channel.capacity);
}

export async function raceChanCloseSend(): Promise<void> {
  const compl = chan<boolean>(1, 'compl');
  const c = chan<number>(10, 'c');
  go(async () => {
    await c.close();
    await compl.send(true);
  });
  await c.send(0);
  await compl.receive();
}

export async function raceChanSem(): Promise<void> {
  const done = chan<void>(0, 'done');
  const mtx = chan<boolean>(2, 'mtx');
  const data = shared(0, 'data');
  go(async () => {
    await mtx.send(true);
    await data.write(42);
    await mtx.receive();
    await done.send();
  });
  await mtx.send(true);
  await data.write(43);
  await mtx.receive();
  await done.receive();
}
