// After mop_test.go of Go's race detector suite: arguments, receivers and results of calls.
//
// Most of the functions that are called do nothing: what matters is what is read to call them.
import { chan, go, Mutex, type Shared, shared } from 'happens-before';
import { discard } from './discard.ts';
import { loadPoint, origin, type Point, point, storePoint } from './point.ts';

/** An interface and its one implementation, a value: what a variable of the interface holds is never changed in place. */
interface Inter {
  foo(x: number): void;
}

const interImpl = (): Inter => ({ foo: discard });

export async function raceFuncArgument(): Promise<void> {
  const x = shared(0, 'x');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    discard(await x.read());
    await ch.send(true);
  });
  await x.write(1);
  await ch.receive();
}

export async function raceSprint(): Promise<void> {
  const x = shared(0, 'x');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    discard(String(await x.read()));
    await ch.send(true);
  });
  await x.write(1);
  await ch.receive();
}

/** The argument of a goroutine is evaluated by who starts it. */
export async function raceEfaceConv(): Promise<void> {
  const c = chan<boolean>(0, 'c');
  const v = shared(0, 'v');
  go(async () => {
    const argument: unknown = await v.read();
    go(async () => discard(argument));
    await c.send(true);
  });
  await v.write(42);
  await c.receive();
}

export async function raceInterCall(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const p = interImpl();
  const x = shared(p, 'x');
  go(async () => {
    const p2 = interImpl();
    await x.write(p2);
    await c.send(true);
  });
  (await x.read()).foo(0);
  await c.receive();
}

export async function raceInterCall2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const p = interImpl();
  const x = shared(p, 'x');
  const z = shared(0, 'z');
  go(async () => {
    await z.write(42);
    await c.send(true);
  });
  (await x.read()).foo(await z.read());
  await c.receive();
}

/** The receiver is a struct, which the call copies. */
export async function raceMethodCall(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const i = point('i');
  const x = shared(0, 'x');
  go(async () => {
    await x.write(42);
    await c.send(true);
  });
  discard(await loadPoint(i), await x.read());
  await c.receive();
}

/** The receiver is what a pointer points to, and the pointer is assigned again. */
export async function raceMethodCall2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const i: Shared<Point> = shared(point('*i'), 'i');
  go(async () => {
    await i.write(point('another *i'));
    await c.send(true);
  });
  discard(await loadPoint(await i.read()), 0);
  await c.receive();
}

/** A method taken as a value, without a call, copies its receiver. */
export async function raceMethodValue(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const i = point('i');
  go(async () => {
    await storePoint(i, origin);
    await c.send(true);
  });
  discard(await loadPoint(i));
  await c.receive();
}

/** The same with an interface as the receiver. */
export async function raceMethodValue2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const i = shared(interImpl(), 'i');
  go(async () => {
    await i.write(interImpl());
    await c.send(true);
  });
  discard((await i.read()).foo);
  await c.receive();
}

/** Catching stands for recovering, which the original does when the function returns, and then waits. */
export async function racePanicArg(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const err = shared(new Error('err'), 'err');
  go(async () => {
    await err.write(new Error('err2'));
    await c.send(true);
  });
  try {
    throw await err.read();
  } catch {
    await c.receive();
  }
}

export async function raceTypeAssert(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = shared(0, 'x');
  const i = shared<unknown>(await x.read(), 'i');
  go(async () => {
    const y = 0;
    await i.write(y);
    await c.send(true);
  });
  const value = await i.read();
  if (typeof value !== 'number') throw new TypeError('not a number');
  await c.receive();
}

/** Both results of a call are assigned at once. */
export async function raceBlockCall1(): Promise<void> {
  const done = chan<boolean>(0, 'done');
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go(async () => {
    const f = (): [number, number] => [42, 43];
    const [first, second] = f();
    await x.write(first);
    await y.write(second);
    await done.send(true);
  });
  await x.read();
  await done.receive();
  if ((await x.read()) !== 42 || (await y.read()) !== 43) throw new Error('corrupted data');
}

export async function raceAsFunc2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = shared(0, 'x');
  go(async () => {
    discard(await x.read());
    await c.send(true);
  });
  await x.write(42);
  await c.receive();
}

/** The argument is read before the function locks. */
export async function raceAsFunc3(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const mu = new Mutex('mu');
  const x = shared(0, 'x');
  go(async () => {
    const locking = async (_x: number): Promise<void> => {
      await mu.lock();
    };
    await locking(await x.read());
    await mu.unlock();
    await c.send(true);
  });
  await mu.lock();
  await x.write(42);
  await mu.unlock();
  await c.receive();
}

/** The result is written after the function has locked. */
export async function noRaceAsFunc4(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const mu = new Mutex('mu');
  const x = shared(0, 'x');
  await x.read();
  go(async () => {
    const locking = async (): Promise<number> => {
      await mu.lock();
      return 42;
    };
    await x.write(await locking());
    await mu.unlock();
    await c.send(true);
  });
  await mu.lock();
  await x.write(42);
  await mu.unlock();
  await c.receive();
}

/** The same with the lock as an argument, on the other side. */
export async function noRaceFuncUnlock(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const mu = new Mutex('mu');
  const x = shared(0, 'x');
  await x.read();
  go(async () => {
    await mu.lock();
    await x.write(42);
    await mu.unlock();
    await ch.send(true);
  });
  const locking = async (mutex: Mutex): Promise<number> => {
    await mutex.lock();
    return 43;
  };
  await x.write(await locking(mu));
  await mu.unlock();
  await ch.receive();
}
