// verdict: ok
// outcomes: [2,3,5,7,11,13]
// findings: none
// run: --expect '{"returned":[2,3,5,7,11,13]}'
//
// Hoare 1978, 6.1: the sieve of Eratosthenes as an array of processes. Each prints the first number it gets, a prime, and
// passes on what is no multiple of it. A hundred of them are enough for the primes below 10,000, and here two for those below 17.

import { chan, go, type ReceiveChannel, type SendChannel } from 'happens-before';

async function sieve(
  west: ReceiveChannel<number>,
  east: SendChannel<number>,
  print: SendChannel<number>,
): Promise<void> {
  const prime = await west.receive();
  if (prime !== undefined) {
    await print.send(prime);
    let multiple = prime;
    for await (const m of west) {
      while (m > multiple) multiple += prime;
      if (m < multiple) await east.send(m);
    }
  }
  await east.close();
}

/** The primes below `limit`, when the `sieves` first of them divide all other numbers below it. */
export async function primesBelow(limit: number, sieves: number): Promise<number[]> {
  const print = chan<number>(0, 'print');
  const numbers = Array.from({ length: sieves + 1 }, (_, i) => chan<number>(0, `numbers ${i}`));
  const [first, last] = [numbers[0], numbers[sieves]];
  if (first === undefined || last === undefined) throw new RangeError(`${sieves} sieves`);
  go('SIEVE(0)', async () => {
    await print.send(2);
    for (let n = 3; n < limit; n += 2) await first.send(n);
    await first.close();
  });
  for (const [i, west] of numbers.entries()) {
    const east = numbers[i + 1];
    if (east !== undefined) go(`SIEVE(${i + 1})`, () => sieve(west, east, print));
  }
  go(`SIEVE(${sieves + 1})`, async () => {
    for await (const prime of last) await print.send(prime);
    await print.close();
  });
  const primes: number[] = [];
  for await (const prime of print) primes.push(prime);
  return primes;
}

export default function sieveProgram(): Promise<number[]> {
  return primesBelow(17, 2);
}
