// The programs every searcher runs, how large, how many executions others have published for them, and who cannot run
// them and why. A reducing searcher explores one execution for each Mazurkiewicz trace.

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} description
 * @property {readonly number[]} sizes
 * @property {readonly number[]} quickSizes
 * @property {(n: number) => number} traces
 * @property {Readonly<Record<string, readonly number[]>>} runs sizes by searcher; who is not named cannot run it
 * @property {Readonly<Record<string, string>>} cannot why not, or not so large
 * @property {Readonly<Record<string, Readonly<Record<number, number>>>>} [published] what others have counted with a
 *   searcher that does not count traces: who runs our driver and counts otherwise has not run the same program
 */

const FIVE_THREADS = 'five threads at most, main included';
const FIRST_DEADLOCK = 'ends at the first deadlock';
const FOUR_ADDERS = 4;

/** @param {number} n */
function factorial(n) {
  let product = 1;
  for (let factor = 2; factor <= n; factor++) product *= factor;
  return product;
}

/**
 * The numbers of a program without a formula.
 * @param {Readonly<Record<number, number>>} published
 * @returns {(n: number) => number}
 */
function listed(published) {
  return (n) => {
    const count = published[n];
    if (count === undefined) throw new RangeError(`no published number for ${n}`);
    return count;
  };
}

/** @type {readonly Entry[]} */
export const catalogue = [
  {
    name: 'rw',
    description: 'N processes read a cell and then write it',
    sizes: [2, 3, 4],
    quickSizes: [2],
    traces: (n) => factorial(n) ** 2,
    runs: { ours: [2, 3, 4], loom: [2, 3, 4], shuttle: [2, 3, 4], interweave: [2, 3, 4] },
    cannot: {},
    published: { loom: { 3: 4401 } },
  },
  {
    name: 'lockinc',
    description: 'N processes add one to a number that a lock protects',
    sizes: [2, 3, 4, 5],
    quickSizes: [2],
    traces: factorial,
    runs: { ours: [2, 3, 4, 5], loom: [2, 3, 4], shuttle: [2, 3, 4], interweave: [2, 3, 4, 5] },
    cannot: { loom: FIVE_THREADS },
    published: { loom: { 4: 56805 } },
  },
  {
    name: 'readers',
    description: 'one process writes a cell that N others read',
    sizes: [3, 8, 13, 16],
    quickSizes: [3],
    traces: (n) => 2 ** n,
    runs: { ours: [3, 8, 13, 16], loom: [3], shuttle: [3, 8], interweave: [3, 8, 13, 16] },
    cannot: { loom: FIVE_THREADS },
  },
  {
    name: 'lastzero',
    description: 'a reader looks for the last zero of an array that N writers fill, each from its neighbour',
    sizes: [3, 5, 10, 15],
    quickSizes: [3],
    traces: (n) => (n + 3) * 2 ** (n - 2),
    runs: {
      ours: [3, 5, 10, 15],
      loom: [3],
      shuttle: [3, 5],
      interweave: [3, 5, 10, 15],
      spin: [5, 10, 15],
      stateright: [5, 10, 15],
    },
    cannot: { loom: FIVE_THREADS },
  },
  {
    name: 'indexer',
    description: 'N processes insert four words each into a hash table of 128 cells, by compareAndSwap',
    sizes: [12, 15],
    quickSizes: [12],
    traces: listed({ 12: 8, 15: 4096 }),
    runs: { ours: [12, 15], shuttle: [12], interweave: [12, 15] },
    cannot: { loom: FIVE_THREADS },
  },
  {
    name: 'filesystem',
    description: 'N processes each give an inode a free block; 32 inodes and 26 blocks, a lock each',
    sizes: [14, 16, 18, 19],
    quickSizes: [14],
    traces: listed({ 14: 2, 16: 8, 18: 32, 19: 64 }),
    runs: { ours: [14, 16, 18, 19], shuttle: [14], interweave: [14, 16, 18, 19] },
    cannot: { loom: FIVE_THREADS },
  },
  {
    name: 'philosophers',
    description: 'N philosophers eat once each, the left fork first; one deadlock',
    sizes: [5, 8],
    quickSizes: [5],
    traces: (n) => 2 ** n - 1,
    runs: { ours: [5, 8], 'ours cached': [5, 8], spin: [5, 8], stateright: [5, 8] },
    cannot: { loom: FIRST_DEADLOCK, shuttle: FIRST_DEADLOCK, interweave: FIRST_DEADLOCK },
  },
  {
    name: 'lockcounter',
    description: 'each of 4 processes adds one, N times, to a number that a lock protects',
    sizes: [2, 3, 6],
    quickSizes: [2],
    traces: (n) => factorial(FOUR_ADDERS * n) / factorial(n) ** FOUR_ADDERS,
    runs: {
      ours: [2, 3, 6],
      'ours cached': [2, 3, 6],
      loom: [2],
      shuttle: [2],
      interweave: [2, 3],
      spin: [2, 3, 6],
      stateright: [2, 3, 6],
    },
    cannot: {},
  },
  {
    name: '2pc',
    description:
      'two-phase commit of N participants; ours a channel for each vote, stateright as Gray and Lamport specify it: one protocol, not one model',
    sizes: [3, 5, 7, 8],
    quickSizes: [3],
    traces: (n) => 2 ** n,
    runs: { ours: [3, 5, 7, 8], 'ours cached': [3, 5, 7, 8], stateright: [3, 5, 7, 8] },
    cannot: {},
    published: { stateright: { 3: 288, 5: 8832, 8: 1745408 } },
  },
];

/** Sizes at which executions per second are told: who runs what, and in which ways. */
export const shapes = [
  { name: 'rw', size: 2, title: 'two processes of two steps' },
  { name: 'threecounters', size: 3, title: 'three processes of three steps' },
];

/** All orders of the steps of the larger of them, and how many of them differ in what they conflict. */
export const ORDERS = 1680;
export const ORDERS_THAT_DIFFER = 216;
