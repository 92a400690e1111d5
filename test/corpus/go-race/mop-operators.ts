// After mop_test.go of Go's race detector suite: operands, and those that the evaluation leaves out.
import { chan, go, shared } from 'happens-before';
import { discard } from './discard.ts';

/** Only what is assigned to races. */
export async function racePlus(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const z = shared(0, 'z');
  await y.read();
  const ch = chan<number>(2, 'ch');
  go(async () => {
    await y.write((await x.read()) + (await z.read()));
    await ch.send(1);
  });
  go(async () => {
    await y.write((await x.read()) + (await z.read()) + (await z.read()));
    await ch.send(1);
  });
  await ch.receive();
  await ch.receive();
}

export async function racePlus2(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const z = shared(0, 'z');
  await y.read();
  const ch = chan<number>(2, 'ch');
  go(async () => {
    await x.write(1);
    await ch.send(1);
  });
  go(async () => {
    await y.write(+(await x.read()) + (await z.read()));
    await ch.send(1);
  });
  await ch.receive();
  await ch.receive();
}

export async function noRacePlus(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const z = shared(0, 'z');
  const f = shared(0, 'f');
  for (const cell of [x, y, f]) await cell.read();
  const ch = chan<number>(2, 'ch');
  go(async () => {
    await y.write((await x.read()) + (await z.read()));
    await ch.send(1);
  });
  go(async () => {
    await f.write((await z.read()) + (await x.read()));
    await ch.send(1);
  });
  await ch.receive();
  await ch.receive();
}

export async function raceAnd(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    await x.write(1);
    await c.send(true);
  });
  discard((await x.read()) === 1 && (await y.read()) === 1);
  await c.receive();
}

export async function raceAnd2(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    await x.write(1);
    await c.send(true);
  });
  discard((await y.read()) === 0 && (await x.read()) === 1);
  await c.receive();
}

/** The second operand is never read. */
export async function noRaceAnd(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    await x.write(1);
    await c.send(true);
  });
  discard((await y.read()) === 1 && (await x.read()) === 1);
  await c.receive();
}

export async function raceOr(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    await x.write(1);
    await c.send(true);
  });
  discard((await x.read()) === 1 || (await y.read()) === 1);
  await c.receive();
}

export async function raceOr2(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    await x.write(1);
    await c.send(true);
  });
  discard((await y.read()) === 1 || (await x.read()) === 1);
  await c.receive();
}

/** The second operand is never read. */
export async function noRaceOr(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    await x.write(1);
    await c.send(true);
  });
  discard((await y.read()) === 0 || (await x.read()) === 1);
  await c.receive();
}

/** The second operand is never read. */
export async function noRaceShortCalc2(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    await y.write(1);
    await c.send(true);
  });
  discard((await x.read()) === 1 && (await y.read()) === 0);
  await c.receive();
}
