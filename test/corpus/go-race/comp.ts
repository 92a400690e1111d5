// After comp_test.go of Go's race detector suite: fields of composite values.
import { chan, go, type Shared, shared } from 'happens-before';
import { origin, type Point, point, storePoint } from './point.ts';

/** A struct of two structs. */
interface Segment {
  readonly s1: Point;
  readonly s2: Point;
}

function segment(): Segment {
  return { s1: point('s.s1'), s2: point('s.s2') };
}

/** A struct of two pointers, each field a cell beside what it points to. */
interface Pointers {
  readonly s1: Shared<Point>;
  readonly s2: Shared<Point>;
}

function pointers(): Pointers {
  return { s1: shared(point('*p.s1'), 'p.s1'), s2: shared(point('*p.s2'), 'p.s2') };
}

export async function noRaceComp(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = segment();
  go(async () => {
    await s.s2.x.write(1);
    await c.send(true);
  });
  await s.s2.y.write(2);
  await c.receive();
}

export async function noRaceComp2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = segment();
  go(async () => {
    await s.s1.x.write(1);
    await c.send(true);
  });
  await s.s1.y.write(2);
  await c.receive();
}

export async function raceComp(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = segment();
  go(async () => {
    await s.s2.y.write(1);
    await c.send(true);
  });
  await s.s2.y.write(2);
  await c.receive();
}

export async function raceComp3(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = segment();
  go(async () => {
    await s.s2.y.write(1);
    await c.send(true);
  });
  await storePoint(s.s1, origin);
  await storePoint(s.s2, origin);
  await c.receive();
}

export async function noRaceCompPtr(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const p = pointers();
  go(async () => {
    await (await p.s1.read()).x.write(1);
    await c.send(true);
  });
  await (await p.s1.read()).y.write(2);
  await c.receive();
}

export async function raceCompPtr(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const p = pointers();
  go(async () => {
    await (await p.s2.read()).x.write(1);
    await c.send(true);
  });
  await (await p.s2.read()).x.write(2);
  await c.receive();
}

/** The goroutine writes through the pointer that main replaces. */
export async function raceCompPtr2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const p = pointers();
  go(async () => {
    await (await p.s2.read()).x.write(1);
    await c.send(true);
  });
  await p.s2.write(point('another'));
  await c.receive();
}
