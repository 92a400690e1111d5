// The programs as our users write them, on the built package.
import { atomic, chan, checkpoint, choose, go, Mutex, shared } from '../../dist/entry/main.js';

const LOCK_COUNTERS = 4;
const CELLS = 128;
const WORDS_EACH = 4;
const INODES = 32;
const BLOCKS = 26;

/**
 * @template T
 * @param {number} count
 * @param {(i: number) => T} make
 * @returns {T[]}
 */
function times(count, make) {
  return Array.from({ length: count }, (_, i) => make(i));
}

/**
 * @param {number} count
 * @param {(i: number) => Promise<unknown>} body
 */
async function inParallel(count, body) {
  const processes = times(count, (i) => go(`p${i}`, () => body(i)));
  for (const process of processes) await process.join();
}

/**
 * n processes read a cell and then write it.
 * @param {number} n
 */
async function readWrite(n) {
  const x = shared(0, 'x');
  await inParallel(n, async (i) => {
    await x.read();
    await x.write(i);
  });
}

/**
 * n processes add one, some rounds each, to a number that a lock protects.
 * @param {number} n
 * @param {number} rounds
 */
async function lockCounter(n, rounds) {
  const lock = new Mutex();
  const x = shared(0, 'x');
  await inParallel(n, async () => {
    for (let round = 0; round < rounds; round++) {
      if (rounds > 1) await checkpoint(round);
      await lock.lock();
      await x.write((await x.read()) + 1);
      await lock.unlock();
    }
  });
  return x.read();
}

/**
 * n processes add one to each of three atomics.
 * @param {number} n
 */
async function threeCounters(n) {
  const cells = times(3, () => atomic(0));
  await inParallel(n, async () => {
    for (const cell of cells) await cell.add(1);
  });
}

/**
 * One process writes a cell that n others read.
 * @param {number} n
 */
async function readers(n) {
  const x = shared(0, 'x');
  await inParallel(n + 1, (i) => (i === 0 ? x.write(42) : x.read()));
}

/**
 * A reader looks for the last zero from the end while n writers fill the array, each from its neighbour.
 * @param {number} n
 */
async function lastZero(n) {
  const a = times(n + 1, (i) => shared(0, `a[${i}]`));
  await inParallel(n + 1, async (j) => {
    if (j > 0) return a[j].write((await a[j - 1].read()) + 1);
    let i = n;
    while ((await a[i].read()) !== 0) i--;
  });
}

/**
 * n processes insert four words each into an open-addressing hash table.
 * @param {number} n
 */
async function indexer(n) {
  const table = times(CELLS, () => atomic(0));
  await inParallel(n, async (t) => {
    for (let m = 0; m < WORDS_EACH; m++) {
      const word = 11 * m + t;
      let h = (7 * word) % CELLS;
      while (!(await table[h].compareAndSwap(0, word))) h = (h + 1) % CELLS;
    }
  });
}

/**
 * n processes each give an inode a free block; every inode and every block has a lock of its own.
 * @param {number} n
 */
async function filesystem(n) {
  const inodes = times(INODES, (i) => ({ lock: new Mutex(), block: shared(0, `inode[${i}]`) }));
  const blocks = times(BLOCKS, (b) => ({ lock: new Mutex(), busy: shared(false, `busy[${b}]`) }));
  await inParallel(n, async (t) => {
    const i = t % INODES;
    const inode = inodes[i];
    await inode.lock.lock();
    let b = (2 * i) % BLOCKS;
    let placed = (await inode.block.read()) !== 0;
    while (!placed) {
      const block = blocks[b];
      await block.lock.lock();
      if (!(await block.busy.read())) {
        await block.busy.write(true);
        await inode.block.write(b + 1);
        placed = true;
      }
      await block.lock.unlock();
      b = (b + 1) % BLOCKS;
    }
    await inode.lock.unlock();
  });
}

/**
 * n philosophers eat once each, taking the left fork first.
 * @param {number} n
 */
async function philosophers(n) {
  const forks = times(n, () => new Mutex());
  await inParallel(n, async (i) => {
    const left = forks[i];
    const right = forks[(i + 1) % n];
    await left.lock();
    await right.lock();
    await right.unlock();
    await left.unlock();
  });
}

/**
 * Two-phase commit: each participant votes, on a channel of its own, and obeys what the coordinator then decides.
 * @param {number} n
 */
async function twoPhaseCommit(n) {
  const votes = times(n, () => chan());
  const decisions = times(n, () => chan());
  const participants = times(n, (i) =>
    go(`participant ${i}`, async () => {
      await votes[i].send(await choose('commit', 'abort'));
      return decisions[i].receive();
    }),
  );
  let decision = 'commit';
  for (const vote of votes) if ((await vote.receive()) === 'abort') decision = 'abort';
  for (const channel of decisions) await channel.send(decision);
  for (const participant of participants) {
    if ((await participant.join()) !== decision) throw new Error('one did not obey');
  }
  return decision;
}

/** @type {Record<string, (n: number) => Promise<unknown>>} */
export const programs = {
  rw: readWrite,
  lockinc: (n) => lockCounter(n, 1),
  lockcounter: (rounds) => lockCounter(LOCK_COUNTERS, rounds),
  threecounters: threeCounters,
  readers,
  lastzero: lastZero,
  indexer,
  filesystem,
  philosophers,
  '2pc': twoPhaseCommit,
};
