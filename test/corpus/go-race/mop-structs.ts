// After mop_test.go of Go's race detector suite: structs, their fields and their copies.
import { chan, go, type Shared, shared } from 'happens-before';
import { type Coordinates, loadPoint, origin, type Point, point, storePoint } from './point.ts';

export async function raceStructRW(): Promise<void> {
  const p = point('p');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await storePoint(p, { x: 1, y: 1 });
    await ch.send(true);
  });
  const q = point('q', await loadPoint(p));
  await ch.receive();
  await storePoint(p, await loadPoint(q));
}

export async function raceStructFieldRW1(): Promise<void> {
  const p = point('p');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await p.x.write(1);
    await ch.send(true);
  });
  await p.x.read();
  await ch.receive();
}

export async function noRaceStructFieldRW1(): Promise<void> {
  const p = point('p');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await p.x.write(1);
    await ch.send(true);
  });
  await p.y.write(1);
  await ch.receive();
  await loadPoint(p);
}

/** In the original the same statements again, with a remark that here the variable is a pointer: so here it is. */
export async function noRaceStructFieldRW2(): Promise<void> {
  const p: Shared<Point> = shared(point('*p'), 'p');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await (await p.read()).x.write(1);
    await ch.send(true);
  });
  await (await p.read()).y.write(1);
  await ch.receive();
  await loadPoint(await p.read());
}

export async function raceStructFieldRW2(): Promise<void> {
  const p: Shared<Point> = shared(point('*p'), 'p');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await (await p.read()).x.write(1);
    await ch.send(true);
  });
  await (await p.read()).x.read();
  await ch.receive();
}

/** The whole of a struct is assigned through a pointer to it. */
export async function raceStructInd(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const i = point('i');
  const goroutine = async (p: Point): Promise<void> => {
    await storePoint(p, origin);
    await c.send(true);
  };
  go(() => goroutine(i));
  await i.y.write(42);
  await c.receive();
}

/** The struct that is copied ends in a field without size, right before the field that is written. */
export async function noRaceEmptyStruct(): Promise<void> {
  const c = chan<{ readonly y: number }>(0, 'c');
  const y = { x: { y: shared(0, 'y.x.y') }, y: shared(0, 'y.y') };
  go(async () => {
    const x = { y: await y.x.y.read() };
    await c.send(x);
  });
  await y.y.write(42);
  await c.receive();
}

/** Sending a struct copies the structs in it. */
export async function raceNestedStruct(): Promise<void> {
  const c = chan<{ readonly x: Coordinates }>(0, 'c');
  const y = { x: point('y.x') };
  go(async () => {
    await c.send({ x: await loadPoint(y.x) });
  });
  await y.x.y.write(42);
  await c.receive();
}
