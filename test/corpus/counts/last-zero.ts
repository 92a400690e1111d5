import { shared } from 'happens-before';
import { at, inParallel, type Program, times } from './processes.ts';

/** A reader looks for the last zero of an array from its end while n writers fill it, each from its neighbour. */
export function lastZero(n: number): Program {
  return async () => {
    const cells = times(n + 1, (i) => shared(0, `a[${i}]`));
    const reader = async (): Promise<void> => {
      let i = n;
      while ((await at(cells, i).read()) !== 0) i--;
    };
    const writer = (j: number) => async (): Promise<void> => {
      const before = await at(cells, j - 1).read();
      await at(cells, j).write(before + 1);
    };
    await inParallel(reader, ...times(n, (k) => writer(k + 1)));
  };
}
