// Effect's Queue, a rendezvous at capacity 0. It has no select; racing the takes, each of which is undone when it loses,
// is how Effect says it.
import { Effect, Queue } from 'effect';
import { BUFFER, measure, PRODUCERS } from './measure.mjs';

/** @param {number} roundTrips */
function* ping(roundTrips) {
  const requests = yield* Queue.bounded(0);
  const replies = yield* Queue.bounded(0);
  yield* Effect.forkChild(
    Effect.gen(function* () {
      for (let i = 0; i < roundTrips; i++) yield* Queue.offer(replies, (yield* Queue.take(requests)) + 1);
    }),
  );
  let sum = 0;
  for (let i = 0; i < roundTrips; i++) {
    yield* Queue.offer(requests, i);
    sum += yield* Queue.take(replies);
  }
  return sum;
}

/** @param {number} messages */
function* stream(messages) {
  const queue = yield* Queue.bounded(BUFFER);
  yield* Effect.forkChild(
    Effect.gen(function* () {
      for (let i = 0; i < messages; i++) yield* Queue.offer(queue, i);
    }),
  );
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += yield* Queue.take(queue);
  return sum;
}

/** @param {number} last */
function* sieve(last) {
  let source = yield* Queue.bounded(0);
  yield* Effect.forkChild(generate(source, last));
  let sum = 0;
  for (;;) {
    const prime = yield* Queue.take(source);
    sum += prime;
    if (prime === last) return sum;
    const next = yield* Queue.bounded(0);
    yield* Effect.forkChild(filter(source, next, prime));
    source = next;
  }
}

/**
 * @param {Queue.Queue<number>} output
 * @param {number} last
 */
function generate(output, last) {
  return Effect.gen(function* () {
    for (let n = 2; n <= last; n++) yield* Queue.offer(output, n);
  });
}

/**
 * @param {Queue.Queue<number>} input
 * @param {Queue.Queue<number>} output
 * @param {number} prime
 */
function filter(input, output, prime) {
  return Effect.gen(function* () {
    for (;;) {
      const n = yield* Queue.take(input);
      if (n % prime !== 0) yield* Queue.offer(output, n);
    }
  });
}

/** @param {number} messages */
function* select(messages) {
  const queues = [];
  for (let producer = 0; producer < PRODUCERS; producer++) {
    const queue = yield* Queue.bounded(0);
    queues.push(queue);
    yield* Effect.forkChild(
      Effect.gen(function* () {
        for (let i = producer; i < messages; i += PRODUCERS) yield* Queue.offer(queue, i);
      }),
    );
  }
  const first = Effect.raceAllFirst(queues.map((queue) => Queue.take(queue)));
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += yield* first;
  return sum;
}

/** @param {(size: number) => Generator} program */
function running(program) {
  return (/** @type {number} */ size) => Effect.runPromise(Effect.gen(() => program(size)));
}

await measure({ ping: running(ping), stream: running(stream), sieve: running(sieve), select: running(select) });
