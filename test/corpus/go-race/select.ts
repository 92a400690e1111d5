// After select_test.go of Go's race detector suite.
import { chan, go, select, shared } from 'happens-before';
import { gosched } from './gosched.ts';

export async function noRaceSelect1(): Promise<void> {
  const x = shared(0, 'x');
  const compl = chan<boolean>(0, 'compl');
  const c = chan<boolean>(0, 'c');
  const c1 = chan<boolean>(0, 'c1');
  go(async () => {
    await x.write(1);
    await select({ c: [c, true], c1: [c1, true] });
    await compl.send(true);
  });
  await select({ c, c1: [c1, true] });
  await x.write(2);
  await compl.receive();
}

export async function noRaceSelect2(): Promise<void> {
  const x = shared(0, 'x');
  const compl = chan<boolean>(0, 'compl');
  const c = chan<boolean>(0, 'c');
  const c1 = chan<boolean>(0, 'c1');
  go(async () => {
    await select({ c, c1 });
    await x.write(1);
    await compl.send(true);
  });
  await x.write(2);
  await c.close();
  await gosched();
  await compl.receive();
}

export async function noRaceSelect3(): Promise<void> {
  const x = shared(0, 'x');
  const compl = chan<boolean>(0, 'compl');
  const c = chan<boolean>(10, 'c');
  const c1 = chan<boolean>(0, 'c1');
  go(async () => {
    await x.write(1);
    await select({ c: [c, true], c1 });
    await compl.send(true);
  });
  await c.receive();
  await x.write(2);
  await compl.receive();
}

/** One hand-over, by selects or by plain operations, whose sender yields first or does not. */
async function handOver(selects: boolean, yields: boolean): Promise<void> {
  const x = shared(0, 'x');
  const ch = chan<boolean>(0, 'ch');
  const c1 = chan<boolean>(0, 'c1');
  const done = chan<boolean>(2, 'done');
  go(async () => {
    if (yields) await gosched();
    await x.write(1);
    if (selects) await select({ ch: [ch, true], c1 });
    else await ch.send(true);
    await done.send(true);
  });
  go(async () => {
    if (selects) await select({ ch, c1 });
    else await ch.receive();
    await x.write(1);
    await done.send(true);
  });
  await done.receive();
  await done.receive();
}

export async function noRaceSelect5(): Promise<void> {
  await handOver(true, true);
  await handOver(true, false);
  await handOver(false, true);
  await handOver(false, false);
}

export async function raceSelect1(): Promise<void> {
  const x = shared(0, 'x');
  const compl = chan<boolean>(2, 'compl');
  const c = chan<boolean>(0, 'c');
  const c1 = chan<boolean>(0, 'c1');
  go(async () => {
    await c.receive();
    await c.receive();
  });
  const f = async (): Promise<void> => {
    await select({ c: [c, true], c1: [c1, true] });
    await x.write(1);
    await compl.send(true);
  };
  go(f);
  go(f);
  await compl.receive();
  await compl.receive();
}

export async function raceSelect2(): Promise<void> {
  const x = shared(0, 'x');
  const compl = chan<boolean>(0, 'compl');
  const c = chan<boolean>(0, 'c');
  const c1 = chan<boolean>(0, 'c1');
  go(async () => {
    await x.write(1);
    await select({ c, c1 });
    await compl.send(true);
  });
  await c.close();
  await x.write(2);
  await compl.receive();
}

export async function raceSelect4(): Promise<void> {
  const done = chan<boolean>(1, 'done');
  const x = shared(0, 'x');
  go(async () => {
    await select({}, { otherwise: true });
    await x.write(2);
    await done.send(true);
  });
  await x.read();
  await done.receive();
}

export async function raceSelect5(): Promise<void> {
  const done = chan<boolean>(1, 'done');
  const c1 = chan<boolean>(1, 'c1');
  const c2 = chan<boolean>(0, 'c2');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    const got = await select({ c1: [c1, true], c2: [c2, true] });
    if (got.case === 'c1') await x.write(1);
    else await y.write(1);
    await done.send(true);
  });
  await x.read();
  await y.read();
  await done.receive();
}
