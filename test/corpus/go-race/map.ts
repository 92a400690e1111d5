// After map_test.go of Go's race detector suite.
import { chan, go, shared } from 'happens-before';
import { assign, type GoMap, lengthOf, lookup, makeMap, present, range, remove } from './go-map.ts';
import { at, makeSlice, type Slice } from './go-slice.ts';

/** A map whose values are arrays: reading one element of one reads the map, and array values share no memory with others. */
export async function raceMapRWArray(): Promise<void> {
  const m = makeMap<number, readonly [number, number]>('m');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    const [, second] = (await lookup(m, 1)) ?? [0, 0];
    await ch.send(second === 0);
  });
  await assign(m, 2, [1, 2]);
  await ch.receive();
}

export async function noRaceMapRR(): Promise<void> {
  const m = makeMap<number, number>('m');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await lookup(m, 1);
    await ch.send(true);
  });
  await lookup(m, 1);
  await ch.receive();
}

export async function raceMapRange(): Promise<void> {
  const m = makeMap<number, number>('m');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await range(m);
    await ch.send(true);
  });
  await assign(m, 1, 1);
  await ch.receive();
}

export async function noRaceMapRangeRange(): Promise<void> {
  const m = makeMap<number, number>('m');
  await assign(m, 0, 0);
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await range(m);
    await ch.send(true);
  });
  await range(m);
  await ch.receive();
}

export async function raceMapLen(): Promise<void> {
  const m = makeMap<string, boolean>('m');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await lengthOf(m);
    await ch.send(true);
  });
  await assign(m, '', true);
  await ch.receive();
}

export async function raceMapLenDelete(): Promise<void> {
  const m = makeMap<string, boolean>('m');
  const ch = chan<boolean>(1, 'ch');
  go(async () => {
    await remove(m, 'a');
    await ch.send(true);
  });
  await lengthOf(m);
  await ch.receive();
}

/** The variable races, not the maps. */
export async function raceMapVariable(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const m = shared<GoMap<number, number>>(makeMap('first'), 'm');
  await m.read();
  go(async () => {
    await m.write(makeMap('second'));
    await ch.send(true);
  });
  await m.write(makeMap('third'));
  await ch.receive();
}

/** The goroutine reads the variable, to write to the map. */
export async function raceMapVariable2(): Promise<void> {
  const ch = chan<boolean>(1, 'ch');
  const m = shared<GoMap<number, number>>(makeMap('first'), 'm');
  go(async () => {
    await assign(await m.read(), 1, 1);
    await ch.send(true);
  });
  await m.write(makeMap('second'));
  await ch.receive();
}

/** Two results are assigned at once, the first to an element of a slice in a map. */
export async function raceMapAssignMultipleReturn(): Promise<void> {
  const connect = (): [number, Error | undefined] => [42, undefined];
  const conns = makeMap<number, Slice<number>>('conns');
  await assign(conns, 1, makeSlice(1, 0, 'conns[1]'));
  const ch = chan<boolean>(1, 'ch');
  const err = shared<Error | undefined>(undefined, 'err');
  await err.read();
  go(async () => {
    const element = at(await present(conns, 1), 0);
    const [connection, error] = connect();
    await element.write(connection);
    await err.write(error);
    await ch.send(true);
  });
  const x = shared(await at(await present(conns, 1), 0).read(), 'x');
  await x.read();
  await ch.receive();
}
