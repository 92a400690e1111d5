// The four programs that every implementation writes in its own idiom, as what they have in common: how much there is to
// do, how many messages that takes, and the result that shows that none was lost, doubled or invented.

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} description
 * @property {string} unit what its size counts
 * @property {number} size of a full run
 * @property {number} quickSize
 * @property {(size: number) => number} messages values handed from one process to another
 * @property {(size: number) => number} result
 */

/** @param {number} last */
function primesUpTo(last) {
  /** @type {number[]} */
  const primes = [];
  for (let n = 2; n <= last; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

/**
 * A number travels through the channel of every prime up to its smallest divisor, which drops it.
 * @param {number} last
 */
function sieveMessages(last) {
  const primes = primesUpTo(last);
  let messages = 0;
  for (let n = 2; n <= last; n++) messages += 1 + primes.findIndex((prime) => n % prime === 0);
  return messages;
}

/** @param {number} count */
function sumBelow(count) {
  return (count * (count - 1)) / 2;
}

/** @type {readonly Workload[]} */
export const workloads = [
  {
    name: 'ping',
    description: 'round trips over two unbuffered channels',
    unit: 'round trips',
    size: 150_000,
    quickSize: 5_000,
    messages: (size) => 2 * size,
    // The replies are one more than the requests 0, 1, 2, …
    result: (size) => sumBelow(size) + size,
  },
  {
    name: 'stream',
    description: 'one sender, one receiver, a buffer of 128',
    unit: 'messages',
    size: 400_000,
    quickSize: 10_000,
    messages: (size) => size,
    result: sumBelow,
  },
  {
    name: 'sieve',
    description: 'a chain of one filter process for each prime',
    // The 500th prime. The numbers end there, because what runs ahead of the last prime, as many numbers as the chain can
    // hold, would be messages that nobody counts.
    unit: 'numbers',
    size: 3571,
    quickSize: 283,
    messages: sieveMessages,
    result: (size) => primesUpTo(size).reduce((sum, prime) => sum + prime, 0),
  },
  {
    name: 'select',
    description: 'one consumer selecting over 8 producers, an unbuffered channel each',
    unit: 'messages',
    // Long enough for the compilers of all sides to have settled in the warm-up.
    size: 300_000,
    quickSize: 4_000,
    messages: (size) => size,
    result: sumBelow,
  },
];
