import { shared } from 'happens-before';
import { inParallel, type Program, times } from './processes.ts';

/** One process writes a cell that n others read. */
export function readers(n: number): Program {
  return async () => {
    const x = shared(0, 'x');
    await inParallel(() => x.write(42), ...times(n, () => () => x.read()));
  };
}
