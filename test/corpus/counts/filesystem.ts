import { Mutex, shared } from 'happens-before';
import { at, inParallel, type Program, times } from './processes.ts';

const inodeCount = 32;
const blockCount = 26;

/** n processes each give an inode a free block; every inode and every block has a lock of its own. */
export function filesystem(n: number): Program {
  return async () => {
    const inodes = times(inodeCount, (i) => ({ lock: new Mutex(), block: shared(0, `inode[${i}]`) }));
    const blocks = times(blockCount, (b) => ({ lock: new Mutex(), busy: shared(false, `busy[${b}]`) }));
    const thread = (t: number) => async (): Promise<void> => {
      const i = t % inodeCount;
      const inode = at(inodes, i);
      await inode.lock.lock();
      let b = (2 * i) % blockCount;
      let placed = (await inode.block.read()) !== 0;
      while (!placed) {
        const block = at(blocks, b);
        await block.lock.lock();
        if (!(await block.busy.read())) {
          await block.busy.write(true);
          await inode.block.write(b + 1);
          placed = true;
        }
        await block.lock.unlock();
        b = (b + 1) % blockCount;
      }
      await inode.lock.unlock();
    };
    await inParallel(...times(n, thread));
  };
}
