import { atomic } from 'happens-before';
import { at, inParallel, type Program, times } from './processes.ts';

const size = 128;
const wordsEach = 4;

/** n processes insert four words each into an open-addressing hash table, by compareAndSwap. */
export function indexer(n: number): Program {
  return async () => {
    const table = times(size, () => atomic(0));
    const insert = async (word: number): Promise<void> => {
      let h = (7 * word) % size;
      while (!(await at(table, h).compareAndSwap(0, word))) h = (h + 1) % size;
    };
    const thread = (t: number) => async (): Promise<void> => {
      for (let m = 0; m < wordsEach; m++) await insert(11 * m + t);
    };
    await inParallel(...times(n, thread));
  };
}
