// The built package, because that is what users run.
import { chan, go, select as selectFrom } from '../../dist/entry/main.js';
import { BUFFER, measure, PRODUCERS } from './measure.mjs';

/** @param {number} roundTrips */
async function ping(roundTrips) {
  const requests = chan();
  const replies = chan();
  go(async () => {
    for (let i = 0; i < roundTrips; i++) await replies.send((await requests.receive()) + 1);
  });
  let sum = 0;
  for (let i = 0; i < roundTrips; i++) {
    await requests.send(i);
    sum += await replies.receive();
  }
  return sum;
}

/** @param {number} messages */
async function stream(messages) {
  const channel = chan(BUFFER);
  go(async () => {
    for (let i = 0; i < messages; i++) await channel.send(i);
  });
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += await channel.receive();
  return sum;
}

/** @param {number} last */
async function sieve(last) {
  let source = chan();
  const numbers = source;
  go(async () => {
    for (let n = 2; n <= last; n++) await numbers.send(n);
  });
  let sum = 0;
  for (;;) {
    const prime = await source.receive();
    sum += prime;
    if (prime === last) return sum;
    const input = source;
    const output = chan();
    go(() => filter(input, output, prime));
    source = output;
  }
}

/**
 * @param {import('../../dist/entry/main.js').Channel<number>} input
 * @param {import('../../dist/entry/main.js').Channel<number>} output
 * @param {number} prime
 */
async function filter(input, output, prime) {
  for (;;) {
    const n = await input.receive();
    if (n % prime !== 0) await output.send(n);
  }
}

/** @param {number} messages */
async function select(messages) {
  const channels = Array.from({ length: PRODUCERS }, () => chan());
  channels.forEach((channel, producer) => {
    go(async () => {
      for (let i = producer; i < messages; i += PRODUCERS) await channel.send(i);
    });
  });
  const [a, b, c, d, e, f, g, h] = channels;
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += (await selectFrom({ a, b, c, d, e, f, g, h })).value;
  return sum;
}

await measure({ ping, stream, sieve, select });
