/** A table of digests with a number each: open addressing in one typed array, 12 bytes a slot. */
import type { Hash } from './digest.ts';

const wordsASlot = 3;
const firstSlots = 1 << 12;
/** How full it may be, as a part of ten. */
const mostFull = 7;

/** Holds 64-bit digests. A number is kept with each, of at least 1. */
export class FingerprintTable {
  #slots = new Uint32Array(firstSlots * wordsASlot);
  #capacity = firstSlots;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number kept with `hash`; 0 when it is not there. */
  get(hash: Hash): number {
    return this.#slots[this.#find(hash) + 2] as number;
  }

  /** Keeps `value`, a whole number from 1 up to 2^32 - 1, with `hash`. */
  set(hash: Hash, value: number): void {
    const at = this.#find(hash);
    const isNew = this.#slots[at + 2] === 0;
    this.#slots[at] = hash.a;
    this.#slots[at + 1] = hash.b;
    this.#slots[at + 2] = value;
    if (isNew && ++this.#size * 10 > this.#capacity * mostFull) this.#grow();
  }

  clear(): void {
    this.#slots = new Uint32Array(firstSlots * wordsASlot);
    this.#capacity = firstSlots;
    this.#size = 0;
  }

  /** Where `hash` is, or would be. */
  #find({ a, b }: Hash): number {
    const slots = this.#slots;
    for (let slot = (a ^ (b >>> 7)) & (this.#capacity - 1); ; slot = (slot + 1) & (this.#capacity - 1)) {
      const at = slot * wordsASlot;
      if (slots[at + 2] === 0 || (slots[at] === a >>> 0 && slots[at + 1] === b >>> 0)) return at;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Uint32Array(this.#capacity * wordsASlot);
    for (let at = 0; at < old.length; at += wordsASlot) {
      if (old[at + 2] === 0) continue;
      const hash = { a: (old[at] as number) | 0, b: (old[at + 1] as number) | 0 };
      this.#slots.set(old.subarray(at, at + wordsASlot), this.#find(hash));
    }
  }
}

/** The probability that among `count` digests two that should differ are equal. */
export function collisionProbability(count: number): number {
  return (count * count) / 2 ** 65;
}
