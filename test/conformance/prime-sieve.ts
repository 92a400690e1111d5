import { chan, go, type ReceiveChannel } from 'happens-before';

function from(first: number): ReceiveChannel<number> {
  const numbers = chan<number>();
  go(
    'numbers',
    async () => {
      for (let n = first; ; n++) await numbers.send(n);
    },
    { background: true },
  );
  return numbers;
}

function withoutMultiples(prime: number, source: ReceiveChannel<number>): ReceiveChannel<number> {
  const rest = chan<number>();
  go(
    `filter ${prime}`,
    async () => {
      for await (const n of source) if (n % prime !== 0) await rest.send(n);
    },
    { background: true },
  );
  return rest;
}

/** The first primes, each found by a chain of one filter for every prime before it. */
export function firstPrimes(count: number): () => Promise<number[]> {
  return async () => {
    const primes: number[] = [];
    let source = from(2);
    while (primes.length < count) {
      const prime = await source.receive();
      if (prime === undefined) throw new Error('the numbers have no end');
      primes.push(prime);
      source = withoutMultiples(prime, source);
    }
    return primes;
  };
}
