// After slice_test.go of Go's race detector suite: elements of slices and arrays.
import { chan, go, shared, WaitGroup } from 'happens-before';
import { discard } from './discard.ts';
import { appendGrowing, at, copy, loadAll, makeSlice, type Slice, storeAll } from './go-slice.ts';

export async function raceSliceRW(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = makeSlice(2, 0, 'a');
  go(async () => {
    await at(a, 1).write(1);
    await ch.send(true);
  });
  await at(a, 1).read();
  await ch.receive();
}

export async function noRaceSliceRW(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = makeSlice(2, 0, 'a');
  go(async () => {
    await at(a, 0).write(1);
    await ch.send(true);
  });
  await at(a, 1).read();
  await ch.receive();
}

export async function noRaceArrayWW(): Promise<void> {
  const a = makeSlice(5, 0, 'a');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await at(a, 0).write(1);
    await ch.send(true);
  });
  await at(a, 1).write(2);
  await ch.receive();
}

export async function raceArrayWW(): Promise<void> {
  const a = makeSlice(5, 0, 'a');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await at(a, 1).write(1);
    await ch.send(true);
  });
  await at(a, 1).write(2);
  await ch.receive();
}

export async function raceSliceCopyRead(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = makeSlice(10, 0, 'a');
  const b = makeSlice(10, 0, 'b');
  go(async () => {
    await at(a, 5).read();
    await ch.send(true);
  });
  await copy(a, b);
  await ch.receive();
}

export async function raceSliceCopyWrite2(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = makeSlice(10, 0, 'a');
  const b = makeSlice(10, 0, 'b');
  go(async () => {
    await at(b, 5).write(1);
    await ch.send(true);
  });
  await copy(a, b);
  await ch.receive();
}

/** What is copied from is a constant text, of which ten bytes fit. */
export async function raceSliceCopyWrite3(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = makeSlice(10, 0, 'a');
  go(async () => {
    await at(a, 7).write(1);
    await ch.send(true);
  });
  await storeAll(a, new TextEncoder().encode('qwertyqwerty'));
  await ch.receive();
}

export async function noRaceSliceCopyRead(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = makeSlice(10, 0, 'a');
  const b = makeSlice(10, 0, 'b');
  go(async () => {
    await at(b, 5).read();
    await ch.send(true);
  });
  await copy(a, b);
  await ch.receive();
}

/** Both variables refer to the same elements. */
export async function raceSliceDifferent(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = makeSlice(10, 0, 's');
  const s2 = s;
  go(async () => {
    await at(s, 3).write(3);
    await c.send(true);
  });
  await at(s2, 3).write(3);
  await c.receive();
}

export async function raceSliceRangeWrite(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = makeSlice(10, 0, 's');
  go(async () => {
    await at(s, 3).write(3);
    await c.send(true);
  });
  await loadAll(s);
  await c.receive();
}

/** A loop over a slice that does not ask for its elements reads the length once, and no element. */
export async function noRaceSliceRangeWrite(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = shared(makeSlice(10, 0, 's'), 's');
  go(async () => {
    await at(await s.read(), 3).write(3);
    await c.send(true);
  });
  await s.read();
  await c.receive();
}

export async function raceSliceAppendSlice(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = makeSlice(10, 0, 's');
  go(async () => {
    const s2 = makeSlice(10, 0, 's2');
    await appendGrowing(s, await loadAll(s2));
    await c.send(true);
  });
  await at(s, 0).write(42);
  await c.receive();
}

export async function raceSliceAppendSlice2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = makeSlice(10, 0, 's');
  const s2foobar = makeSlice(10, 0, 's2foobar');
  go(async () => {
    await appendGrowing(s, await loadAll(s2foobar));
    await c.send(true);
  });
  await at(s2foobar, 5).write(42);
  await c.receive();
}

export async function noRaceSliceIndexAccess(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = makeSlice(10, 0, 's');
  const v = shared(0, 'v');
  go(async () => {
    await v.read();
    await c.send(true);
  });
  await at(s, await v.read()).write(1);
  await c.receive();
}

export async function raceSliceIndexAccess(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = makeSlice(10, 0, 's');
  const v = shared(0, 'v');
  go(async () => {
    await v.write(1);
    await c.send(true);
  });
  await at(s, await v.read()).write(1);
  await c.receive();
}

/** Making a text of code points reads them all. */
export async function raceSliceRuneToString(): Promise<void> {
  const c = chan<string>(0, 'c');
  const s = makeSlice(10, 0, 's');
  go(async () => {
    await c.send(String.fromCodePoint(...(await loadAll(s))));
  });
  await at(s, 9).write(42);
  await c.receive();
}

/** The bytes are shifted by two places while a text is made of them. */
export async function raceSlice4(): Promise<void> {
  const data: Slice<number> = [...'hello there'].map((byte, index) => shared(byte.charCodeAt(0), `data[${index}]`));
  const wg = new WaitGroup('wg');
  await wg.add(1);
  go(async () => {
    discard(String.fromCharCode(...(await loadAll(data))));
    await wg.done();
  });
  await copy(data, data.slice(2));
  await wg.wait();
}
