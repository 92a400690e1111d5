import { createRequire } from 'node:module';
import { BUFFER, measure, PRODUCERS } from './measure.mjs';

// The package names an ES module for bundlers that Node cannot load; what Node loads is CommonJS.
const require = createRequire(import.meta.url);
const csp = require('js-csp');

/** @param {number} roundTrips */
function* ping(roundTrips) {
  const requests = csp.chan();
  const replies = csp.chan();
  csp.go(function* () {
    for (let i = 0; i < roundTrips; i++) yield csp.put(replies, (yield csp.take(requests)) + 1);
  });
  let sum = 0;
  for (let i = 0; i < roundTrips; i++) {
    yield csp.put(requests, i);
    sum += yield csp.take(replies);
  }
  return sum;
}

/** @param {number} messages */
function* stream(messages) {
  const channel = csp.chan(BUFFER);
  csp.go(function* () {
    for (let i = 0; i < messages; i++) yield csp.put(channel, i);
  });
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += yield csp.take(channel);
  return sum;
}

/** @param {number} last */
function* sieve(last) {
  let source = csp.chan();
  csp.go(generate, [source, last]);
  let sum = 0;
  for (;;) {
    const prime = yield csp.take(source);
    sum += prime;
    if (prime === last) return sum;
    const next = csp.chan();
    csp.go(filter, [source, next, prime]);
    source = next;
  }
}

/**
 * @param {csp.Channel} output
 * @param {number} last
 */
function* generate(output, last) {
  for (let n = 2; n <= last; n++) yield csp.put(output, n);
}

/**
 * @param {csp.Channel} input
 * @param {csp.Channel} output
 * @param {number} prime
 */
function* filter(input, output, prime) {
  for (;;) {
    const n = yield csp.take(input);
    if (n % prime !== 0) yield csp.put(output, n);
  }
}

/** @param {number} messages */
function* select(messages) {
  const channels = Array.from({ length: PRODUCERS }, () => csp.chan());
  channels.forEach((channel, producer) => {
    csp.go(function* () {
      for (let i = producer; i < messages; i += PRODUCERS) yield csp.put(channel, i);
    });
  });
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += (yield csp.alts(channels)).value;
  return sum;
}

/** @param {(size: number) => Generator} program */
function running(program) {
  return (/** @type {number} */ size) =>
    new Promise((resolve) => {
      csp.takeAsync(csp.go(program, [size]), resolve);
    });
}

await measure({ ping: running(ping), stream: running(stream), sieve: running(sieve), select: running(select) });
