// A channel of @thi.ng/csp holds one value unless told otherwise, and its `write` resolves only when that value has been
// read: the default is its rendezvous, and awaited writes never fill a larger buffer.
import { channel, select as selectFrom } from '@thi.ng/csp';
import { BUFFER, measure, PRODUCERS } from './measure.mjs';

/** @param {number} roundTrips */
async function ping(roundTrips) {
  const requests = channel();
  const replies = channel();
  void (async () => {
    for (let i = 0; i < roundTrips; i++) await replies.write((await requests.read()) + 1);
  })();
  let sum = 0;
  for (let i = 0; i < roundTrips; i++) {
    await requests.write(i);
    sum += await replies.read();
  }
  return sum;
}

/** @param {number} messages */
async function stream(messages) {
  const buffered = channel(BUFFER);
  void (async () => {
    for (let i = 0; i < messages; i++) await buffered.write(i);
  })();
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += await buffered.read();
  return sum;
}

/** @param {number} last */
async function sieve(last) {
  let source = channel();
  void (async (out) => {
    for (let n = 2; n <= last; n++) await out.write(n);
  })(source);
  let sum = 0;
  for (;;) {
    const prime = await source.read();
    sum += prime;
    if (prime === last) return sum;
    const next = channel();
    void filter(source, next, prime);
    source = next;
  }
}

/**
 * @param {import('@thi.ng/csp').Channel<number>} input
 * @param {import('@thi.ng/csp').Channel<number>} output
 * @param {number} prime
 */
async function filter(input, output, prime) {
  for (;;) {
    const n = await input.read();
    if (n % prime !== 0) await output.write(n);
  }
}

/** @param {number} messages */
async function select(messages) {
  const channels = Array.from({ length: PRODUCERS }, () => channel());
  channels.forEach((out, producer) => {
    void (async () => {
      for (let i = producer; i < messages; i += PRODUCERS) await out.write(i);
    })();
  });
  let sum = 0;
  for (let i = 0; i < messages; i++) {
    const [value] = await selectFrom(...channels);
    sum += value;
  }
  return sum;
}

await measure({ ping, stream, sieve, select });
