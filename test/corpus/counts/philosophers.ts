import { Mutex } from 'happens-before';
import { at, inParallel, type Program, times } from './processes.ts';

/** n philosophers eat once each, taking the left fork first. */
export function philosophers(n: number): Program {
  return async () => {
    const forks = times(n, () => new Mutex());
    await inParallel(
      ...times(n, (i) => async () => {
        const left = at(forks, i);
        const right = at(forks, (i + 1) % n);
        await left.lock();
        await right.lock();
        await right.unlock();
        await left.unlock();
      }),
    );
  };
}
