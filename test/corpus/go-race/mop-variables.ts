// After mop_test.go of Go's race detector suite: variables of every kind, and pointers to them.
//
// A pointer that is never assigned again is a second name of its cell.
import { type Channel, chan, go, type Shared, shared } from 'happens-before';
import { discard } from './discard.ts';

/** What is global in the original: a checked program makes its state anew for each execution. */
interface Globals {
  readonly globalX: Shared<number>;
  readonly globalY: Shared<number>;
  readonly globalCh: Channel<number>;
}

async function globalFunc1({ globalX, globalY, globalCh }: Globals): Promise<void> {
  await globalY.write(await globalX.read());
  await globalCh.send(1);
}

async function globalFunc2({ globalX, globalCh }: Globals): Promise<void> {
  await globalX.write(1);
  await globalCh.send(1);
}

export async function raceIntRWGlobalFuncs(): Promise<void> {
  const globals = {
    globalX: shared(0, 'globalX'),
    globalY: shared(0, 'globalY'),
    globalCh: chan<number>(2, 'globalCh'),
  };
  go(() => globalFunc1(globals));
  go(() => globalFunc2(globals));
  await globals.globalCh.receive();
  await globals.globalCh.receive();
}

export async function raceIntRWClosures(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  await y.read();
  const ch = chan<number>(2, 'ch');
  go(async () => {
    await y.write(await x.read());
    await ch.send(1);
  });
  go(async () => {
    await x.write(1);
    await ch.send(1);
  });
  await ch.receive();
  await ch.receive();
}

export async function raceIntptrRW(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  const p = x;
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await p.write(5);
    await ch.send(true);
  });
  await y.write(await p.read());
  await x.write(await y.read());
  await ch.receive();
}

export async function raceIndirection(): Promise<void> {
  const ch = chan<undefined>(1, 'ch');
  const y = shared(0, 'y');
  const x = y;
  go(async () => {
    await x.write(1);
    await ch.send(undefined);
  });
  await x.write(2);
  await ch.receive();
  await x.read();
}

/** What is shared reaches the goroutine as a pointer, in its argument. */
export async function raceFuncArgsRW(): Promise<void> {
  const ch = chan<number>(1, 'ch');
  const x = shared(0, 'x');
  const goroutine = async (y: Shared<number>): Promise<void> => {
    await y.read();
    await ch.send(0);
  };
  go(() => goroutine(x));
  await x.write(1);
  await ch.receive();
}

/** A variable that holds a function. */
export async function raceFuncVariableRW(): Promise<void> {
  const f = shared((x: number): number => x, 'f');
  await f.write((x) => x * x);
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await f.write((x) => x);
    await ch.send(true);
  });
  const y = shared((await f.read())(1), 'y');
  await ch.receive();
  const x = shared(await y.read(), 'x');
  await y.write(await x.read());
}

/** The result of a function is a variable of its own, which its goroutine writes and its return reads. */
export async function raceHeapParam(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const inner = async (): Promise<number> => {
    const x = shared(0, 'x');
    go(async () => {
      await x.write(42);
      await done.send(true);
    });
    return x.read();
  };
  const outer = shared(await inner(), 'outer x');
  await outer.read();
  await done.receive();
}

/** A pointer to a goroutine's own variable is sent to another. */
export async function raceTLS(): Promise<void> {
  const comm = chan<Shared<number>>(0, 'comm');
  const done = chan<boolean>(2, 'done');
  const receivePointer = async (): Promise<Shared<number>> => {
    const pointer = await comm.receive();
    if (pointer === undefined) throw new Error('comm is never closed');
    return pointer;
  };
  go(async () => {
    const x = shared(0, 'x');
    await comm.send(x);
    await x.write(1);
    const pointer = await receivePointer();
    await x.write(await pointer.read());
    await done.send(true);
  });
  go(async () => {
    const p = await receivePointer();
    await p.write(2);
    await comm.send(p);
    await done.send(true);
  });
  await done.receive();
  await done.receive();
}

/** Taking the address of a variable does not read it. */
export async function noRaceAddrExpr(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = shared(0, 'x');
  go(async () => {
    await x.write(42);
    await c.send(true);
  });
  discard(x);
  await c.receive();
}

/** The address of a field of what a pointer points to: finding it reads the pointer, and not the field. */
export async function raceAddrExpr(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const a = { p: shared({ x: shared(42, 'x') }, 'a.p') };
  go(async () => {
    await a.p.write({ x: shared(43, 'another x') });
    await c.send(true);
  });
  discard((await a.p.read()).x);
  await c.receive();
}
