/** Cells of 32-bit integers whose memory can be shared with other threads. */
import { Atomic } from './atomic.ts';
import { Cell } from './cell.ts';

/** One word of shared memory. */
export type Word = Int32Array<SharedArrayBuffer>;

/** A word that holds `value`. @throws RangeError when it is no 32-bit integer. */
export function wordOf(value: number): Word {
  if ((value | 0) !== value)
    throw new RangeError(`int32(${String(value)}): a whole number from -2^31 to 2^31-1 is needed`);
  const word = new Int32Array(new SharedArrayBuffer(4));
  word[0] = value;
  return word;
}

/** General shared state in a word: plain reads and writes, as the memory itself has them. */
export class Int32Cell extends Cell {
  readonly word: Word;

  constructor(word: Word, name: string | undefined) {
    super(word[0], name);
    this.word = word;
  }

  override load(): unknown {
    return this.word[0];
  }

  override save(value: unknown): void {
    this.word[0] = value as number;
  }
}

/** An atomic word: every operation is one of the machine's, so that it holds between threads too. */
export class Int32Atomic extends Atomic {
  readonly word: Word;

  constructor(word: Word, name: string | undefined) {
    super(word[0], name);
    this.word = word;
  }

  override load(): unknown {
    return Atomics.load(this.word, 0);
  }

  override save(value: unknown): void {
    Atomics.store(this.word, 0, value as number);
  }

  override exchange(value: unknown): unknown {
    return Atomics.exchange(this.word, 0, value as number);
  }

  override add(delta: unknown): unknown {
    return (Atomics.add(this.word, 0, delta as number) + (delta as number)) | 0;
  }

  override replace(expected: unknown, replacement: unknown): boolean {
    return Atomics.compareExchange(this.word, 0, expected as number, replacement as number) === expected;
  }
}
