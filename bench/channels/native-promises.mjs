// The bare minimum by hand: a channel of native promises with no closing, no cancelling, no errors and no fairness.
// Nobody would ship it; it shows what the language itself costs.
import { BUFFER, measure, PRODUCERS } from './measure.mjs';

/** @typedef {{ value: number, resolve: () => void }} WaitingSender */
/** @typedef {(value: number) => void} WaitingReceiver */

const DONE = Promise.resolve();

class BareChannel {
  #capacity;
  /** @type {number[]} */
  #buffer = [];
  /** @type {WaitingSender[]} */
  #senders = [];
  /** @type {WaitingReceiver[]} */
  #receivers = [];

  /** @param {number} capacity */
  constructor(capacity) {
    this.#capacity = capacity;
  }

  /**
   * @param {number} value
   * @returns {Promise<void>}
   */
  send(value) {
    const receiver = this.#receivers.shift();
    if (receiver !== undefined) {
      receiver(value);
      return DONE;
    }
    if (this.#buffer.length < this.#capacity) {
      this.#buffer.push(value);
      return DONE;
    }
    return new Promise((resolve) => {
      this.#senders.push({ value, resolve });
    });
  }

  /** @returns {Promise<number>} */
  receive() {
    const value = this.tryReceive();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => {
      this.#receivers.push(resolve);
    });
  }

  /** @returns {number | undefined} */
  tryReceive() {
    const sender = this.#senders.shift();
    if (this.#buffer.length === 0) {
      sender?.resolve();
      return sender?.value;
    }
    if (sender !== undefined) {
      this.#buffer.push(sender.value);
      sender.resolve();
    }
    return this.#buffer.shift();
  }

  /** @param {WaitingReceiver} receiver */
  enqueue(receiver) {
    this.#receivers.push(receiver);
  }

  /** @param {WaitingReceiver} receiver */
  dequeue(receiver) {
    const index = this.#receivers.indexOf(receiver);
    if (index >= 0) this.#receivers.splice(index, 1);
  }
}

/**
 * @param {readonly BareChannel[]} channels
 * @returns {Promise<number>}
 */
function selectFrom(channels) {
  // A random start, so that no producer starves.
  const start = Math.floor(Math.random() * channels.length);
  for (let step = 0; step < channels.length; step++) {
    const value = channels[(start + step) % channels.length]?.tryReceive();
    if (value !== undefined) return Promise.resolve(value);
  }
  return new Promise((resolve) => {
    /** @type {WaitingReceiver} */
    const receiver = (value) => {
      for (const channel of channels) channel.dequeue(receiver);
      resolve(value);
    };
    for (const channel of channels) channel.enqueue(receiver);
  });
}

/** @param {number} roundTrips */
async function ping(roundTrips) {
  const requests = new BareChannel(0);
  const replies = new BareChannel(0);
  void (async () => {
    for (;;) await replies.send((await requests.receive()) + 1);
  })();
  let sum = 0;
  for (let i = 0; i < roundTrips; i++) {
    await requests.send(i);
    sum += await replies.receive();
  }
  return sum;
}

/** @param {number} messages */
async function stream(messages) {
  const channel = new BareChannel(BUFFER);
  void (async () => {
    for (let i = 0; i < messages; i++) await channel.send(i);
  })();
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += await channel.receive();
  return sum;
}

/** @param {number} last */
async function sieve(last) {
  let source = new BareChannel(0);
  void (async (out) => {
    for (let n = 2; n <= last; n++) await out.send(n);
  })(source);
  let sum = 0;
  for (;;) {
    const prime = await source.receive();
    sum += prime;
    if (prime === last) return sum;
    const next = new BareChannel(0);
    void filter(source, next, prime);
    source = next;
  }
}

/**
 * @param {BareChannel} input
 * @param {BareChannel} output
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
  const channels = Array.from({ length: PRODUCERS }, () => new BareChannel(0));
  channels.forEach((channel, producer) => {
    void (async () => {
      for (let i = producer; i < messages; i += PRODUCERS) await channel.send(i);
    })();
  });
  let sum = 0;
  for (let i = 0; i < messages; i++) sum += await selectFrom(channels);
  return sum;
}

await measure({ ping, stream, sieve, select });
