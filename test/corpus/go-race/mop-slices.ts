// After mop_test.go of Go's race detector suite: slices and arrays.
import { chan, go, type Shared, shared } from 'happens-before';
import { discard } from './discard.ts';
import { appendGrowing, at, copy, loadAll, makeSlice, type Slice, storeAll } from './go-slice.ts';
import { type Point, point } from './point.ts';

/** A slice of structs, and the cells of all its fields in the order of memory. */
function structs(length: number, name: string): { points: readonly Point[]; fields: Slice<number> } {
  const points = Array.from({ length }, (_, index) => point(`${name}[${index}]`));
  return { points, fields: points.flatMap(({ x, y }) => [x, y]) };
}

/** Asking for the length reads the variable. */
export async function raceAppendLenRW(): Promise<void> {
  const a: Shared<Slice<number>> = shared(makeSlice(0, 0, 'a'), 'a');
  const ch = chan<boolean>(0, 'ch');
  go(async () => {
    await a.write(await appendGrowing(await a.read(), [1]));
    await ch.send(true);
  });
  discard((await a.read()).length);
  await ch.receive();
}

/** Assigning an array writes all its elements. */
export async function raceArrayCopy(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = makeSlice(5, 0, 'a');
  go(async () => {
    await at(a, 3).write(1);
    await ch.send(true);
  });
  await storeAll(a, [1, 2, 3, 4, 5]);
  await ch.receive();
}

export async function raceSliceSlice(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = shared(makeSlice(10, 0, 'x'), 'x');
  go(async () => {
    await x.write(makeSlice(20, 0, 'x'));
    await c.send(true);
  });
  discard((await x.read()).slice(2, 3));
  await c.receive();
}

/** The bound of a slice of a slice races. */
export async function raceSliceSlice2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = makeSlice(10, 0, 'x');
  const i = shared(2, 'i');
  go(async () => {
    await i.write(3);
    await c.send(true);
  });
  discard(x.slice(await i.read(), 4));
  await c.receive();
}

export async function raceSliceStruct(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = structs(10, 'x');
  go(async () => {
    const y = structs(10, 'y');
    await copy(y.fields, x.fields);
    await c.send(true);
  });
  await x.points[1]?.y.write(42);
  await c.receive();
}

/** What is appended to is empty and has room for all of it. */
export async function raceAppendSliceStruct(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const x = structs(10, 'x');
  go(async () => {
    const room = structs(10, 'y');
    const y = shared<Slice<number>>([], 'y');
    await y.read();
    await storeAll(room.fields, await loadAll(x.fields));
    await y.write(room.fields);
    await c.send(true);
  });
  await x.points[1]?.y.write(42);
  await c.receive();
}
