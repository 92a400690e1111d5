// After slice_test.go of Go's race detector suite: variables that hold a slice, beside its elements.
//
// Such a variable is a cell where the original assigns it again; its length and capacity are part of what it holds.
import { chan, go, type Shared, shared } from 'happens-before';
import { discard } from './discard.ts';
import { appendGrowing, at, copy, makeSlice, type Slice } from './go-slice.ts';

type SliceVariable = Shared<Slice<number>>;

function sliceVariable(name: string): SliceVariable {
  return shared(makeSlice(10, 0, name), name);
}

/** Taking a part of a slice touches no element. */
export async function noRaceSliceWriteSlice2(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = sliceVariable('a');
  go(async () => {
    await at(await a.read(), 2).write(1);
    await ch.send(true);
  });
  discard((await a.read()).slice(0, 5));
  await ch.receive();
}

export async function raceSliceWriteSlice(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const a = sliceVariable('a');
  go(async () => {
    await at(await a.read(), 2).write(1);
    await ch.send(true);
  });
  await a.write((await a.read()).slice(5, 10));
  await ch.receive();
}

/** Two slices in one struct; the loop asks for no element. */
export async function noRaceStructSlicesRangeWrite(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const s = { a: sliceVariable('s.a'), b: sliceVariable('s.b') };
  await s.a.write(makeSlice(10, 0, 's.a'));
  await s.b.write(makeSlice(10, 0, 's.b'));
  go(async () => {
    await s.a.read();
    await ch.send(true);
  });
  await at(await s.b.read(), 5).write(5);
  await ch.receive();
}

export async function raceSliceRangeAppend(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = sliceVariable('s');
  go(async () => {
    await s.write(await appendGrowing(await s.read(), [3]));
    await c.send(true);
  });
  await s.read();
  await c.receive();
}

export async function noRaceSliceRangeAppend(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = sliceVariable('s');
  go(async () => {
    await appendGrowing(await s.read(), [3]);
    await c.send(true);
  });
  await s.read();
  await c.receive();
}

export async function raceSliceVarRead(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = sliceVariable('s');
  go(async () => {
    await at(await s.read(), 3).read();
    await c.send(true);
  });
  await s.write(makeSlice(20, 0, 's'));
  await c.receive();
}

export async function raceSliceVarCopy(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = sliceVariable('s');
  go(async () => {
    const s2 = makeSlice(10, 0, 's2');
    await copy(await s.read(), s2);
    await c.send(true);
  });
  await s.write(makeSlice(20, 0, 's'));
  await c.receive();
}

export async function raceSliceVarCopy2(): Promise<void> {
  const c = chan<boolean>(1, 'c');
  const s = sliceVariable('s');
  go(async () => {
    const s2 = makeSlice(10, 0, 's2');
    await copy(s2, await s.read());
    await c.send(true);
  });
  await s.write(makeSlice(20, 0, 's'));
  await c.receive();
}
