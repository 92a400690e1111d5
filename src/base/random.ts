/** A small pseudo-random generator (sfc32) whose state can be read and set, so that a run can be repeated from its seed. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    this.#c = 0x9e3779b9 | 0;
    this.#counter = 1;
    for (let warmUp = 0; warmUp < 12; warmUp++) this.uint32();
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** A uniform number in [0, 1). */
  float(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A uniform integer in [0, bound); `bound` is at least 1. */
  below(bound: number): number {
    return Math.floor(this.float() * bound);
  }
}
