import { atomic, Mutex, shared } from 'happens-before';
import { inParallel, type Program, times } from './processes.ts';

/** n processes add one to an atomic. */
export function atomicIncrements(n: number): Program {
  return async () => {
    const x = atomic(0);
    await inParallel(...times(n, () => () => x.add(1)));
    return x.load();
  };
}

/** n processes add one to each of several atomics, in the same order. */
export function counters(count: number): (n: number) => Program {
  return (n) => async () => {
    const cells = times(count, () => atomic(0));
    await inParallel(
      ...times(n, () => async () => {
        for (const cell of cells) await cell.add(1);
      }),
    );
  };
}

/** n processes add one to a cell that a lock protects. */
export function mutexOrder(n: number): Program {
  return async () => {
    const lock = new Mutex();
    const x = shared(0, 'x');
    await inParallel(
      ...times(n, () => async () => {
        await lock.lock();
        await x.write((await x.read()) + 1);
        await lock.unlock();
      }),
    );
    return x.read();
  };
}

/** n processes read a cell and then write it. */
export function readWrite(n: number): Program {
  return async () => {
    const x = shared(0, 'x');
    await inParallel(
      ...times(n, (i) => async () => {
        await x.read();
        await x.write(i);
      }),
    );
  };
}

/** n processes add one to an unprotected cell; losing one is an error. */
export function lostUpdate(n: number): Program {
  return async () => {
    const x = shared(0, 'x');
    await inParallel(...times(n, () => async () => x.write((await x.read()) + 1)));
    const sum = await x.read();
    if (sum !== n) throw new Error(`${n} increments made ${sum}`);
  };
}
