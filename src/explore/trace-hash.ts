/**
 * Numbers for events and for Mazurkiewicz traces. An event's number stands for its name and for everything it comes after,
 * conflicts included, so that events of two executions with one number are the same event after the same past; the number
 * of an execution is one for all orders of its independent steps. 53 bits: two that differ may meet with a chance of n²/2⁵⁴.
 */
import type { Step } from './step.ts';

/** Sums of the events of a chain up to each position, in two lanes of 32 bits. */
interface Sums {
  readonly high: number[];
  readonly low: number[];
}

export class TraceHash {
  readonly #chains: Sums[] = [];
  #high = 0;
  #low = 0;

  /** Takes in the next step of the execution and returns its event's number. */
  add({ transition, time }: Step): number {
    let high = 0x2545f491;
    let low = 0x51a31c9d;
    for (const [chain, upTo] of time.trace.entries()) {
      const sums = this.#chains[chain];
      if (sums === undefined) continue;
      const at = chain === time.chain ? time.position - 1 : upTo;
      high = (high + (sums.high[at] ?? 0)) | 0;
      low = (low + (sums.low[at] ?? 0)) | 0;
    }
    const { identity, alternative, partner, partnerAlternative } = transition;
    for (const part of [identity, alternative, partner, partnerAlternative]) {
      high = mixed(high, part, 0x85ebca6b);
      low = mixed(low, part, 0xc2b2ae35);
    }
    this.#chains[time.chain] ??= { high: [0], low: [0] };
    const own = this.#chains[time.chain] as Sums;
    own.high[time.position] = ((own.high[time.position - 1] ?? 0) + high) | 0;
    own.low[time.position] = ((own.low[time.position - 1] ?? 0) + low) | 0;
    this.#high = (this.#high + high) | 0;
    this.#low = (this.#low + low) | 0;
    return joined(high, low);
  }

  /** The number of the execution so far. */
  get value(): number {
    return joined(this.#high, this.#low);
  }
}

function mixed(hash: number, part: number, factor: number): number {
  let next = Math.imul(hash ^ part, factor);
  next ^= next >>> 15;
  next = Math.imul(next, 0x27d4eb2d);
  return next ^ (next >>> 13);
}

function joined(high: number, low: number): number {
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}
