/**
 * Digests of 64 bits, as two words of 32 that are mixed differently: of sequences (`Digest`) and, by adding finished
 * digests, of sets (`Sum`).
 */

/** A finished digest. */
export interface Hash {
  readonly a: number;
  readonly b: number;
}

/** A number to look a digest up by, of its first 53 bits. */
export function keyOf({ a, b }: Hash): number {
  return (a >>> 0) * 0x20_0000 + (b >>> 11);
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** Takes in a sequence. */
export class Digest {
  #a = 0x1b873593;
  #b = 0x2545f491;

  /** Takes in a whole number of 32 bits. */
  word(value: number): this {
    let a = Math.imul(this.#a ^ value, 0x85ebca6b);
    a ^= a >>> 15;
    this.#a = Math.imul(a, 0x2c1b3c6d) + 0x165667b1;
    let b = Math.imul(this.#b + value, 0xc2b2ae35);
    b ^= b >>> 13;
    this.#b = Math.imul(b, 0x297a2d39) ^ 0x27d4eb2f;
    return this;
  }

  /** Takes in any number, by SameValue. */
  number(value: number): this {
    if ((value | 0) === value && !Object.is(value, -0)) return this.word(1).word(value);
    float[0] = value;
    return this.word(2)
      .word(words[0] as number)
      .word(words[1] as number);
  }

  text(value: string): this {
    this.word(value.length);
    for (let at = 0; at < value.length; at += 2) {
      this.word(value.charCodeAt(at) | (at + 1 < value.length ? value.charCodeAt(at + 1) << 16 : 0));
    }
    return this;
  }

  hash(value: Hash): this {
    return this.word(value.a).word(value.b);
  }

  finish(): Hash {
    return {
      a: avalanche(this.#a ^ Math.imul(this.#b, 0x9e3779b1)),
      b: avalanche(this.#b + Math.imul(this.#a, 0x61c88647)),
    };
  }
}

/** Takes in a set: the order in which its members come makes no difference. */
export class Sum {
  #a = 0;
  #b = 0;
  #count = 0;

  add({ a, b }: Hash): void {
    this.#a = (this.#a + a) | 0;
    this.#b = (this.#b + b) | 0;
    this.#count++;
  }

  finish(): Hash {
    return { a: this.#a ^ avalanche(this.#count), b: this.#b };
  }
}

const texts = new Map<string, Hash>();

/** The digest of a text of which there are few: kinds, names, places in the source. */
export function textHash(text: string): Hash {
  let hash = texts.get(text);
  if (hash === undefined) {
    hash = new Digest().text(text).finish();
    if (texts.size < mostTexts) texts.set(text, hash);
  }
  return hash;
}

/** How many texts are remembered. */
const mostTexts = 10_000;

function avalanche(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
