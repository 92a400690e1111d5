import { Cell } from '../kernel/cell.ts';
import type { Driver } from '../kernel/driver.ts';
import { driver } from '../kernel/driver.ts';
import type { Word } from '../kernel/int32.ts';
import { Int32Cell, wordOf } from '../kernel/int32.ts';
import { Operation } from '../kernel/operation.ts';

/** General shared state without synchronisation: this is what races. */
export interface Shared<T> {
  /** Resolves to what the cell holds. Never waits, orders nothing. */
  read(): Promise<T>;
  /** Puts `value` there. Never waits, orders nothing. */
  write(value: T): Promise<void>;
  /**
   * Reads, computes and writes, never in one step, and resolves to what was written. Never waits, orders nothing.
   *
   * @param compute what to make of the value that was read; what it throws, `update` throws, and nothing is written.
   */
  update(compute: (value: T) => T): Promise<T>;
}

/** The cell behind `Shared`. Internal. */
class SharedFacade<T> implements Shared<T> {
  readonly core: Cell;
  readonly #driver: Driver;

  constructor(core: Cell) {
    this.#driver = driver();
    this.core = this.#driver.adopt(core);
  }

  read(): Promise<T> {
    return this.#driver.perform(new Operation('read', this.core)) as Promise<T>;
  }

  write(value: T): Promise<void> {
    return this.#driver.perform(new Operation('write', this.core, value)) as Promise<void>;
  }

  async update(compute: (value: T) => T): Promise<T> {
    const reading = new Operation('read', this.core);
    reading.origin = reading;
    const value = compute((await this.#driver.perform(reading)) as T);
    const writing = new Operation('write', this.core, value);
    writing.origin = reading;
    await this.#driver.perform(writing);
    return value;
  }
}

/** The cell behind what a program wrote as one, or undefined when it is none. */
export function cellOf(written: unknown): Cell | undefined {
  return written instanceof SharedFacade ? written.core : undefined;
}

/** General shared state in shared memory, to pass to threads. */
export interface SharedInt32 extends Shared<number> {
  /** The memory itself: one word of a SharedArrayBuffer. */
  readonly word: Word;
}

class SharedInt32Facade extends SharedFacade<number> implements SharedInt32 {
  readonly word: Word;

  constructor(word: Word, name: string | undefined) {
    super(new Int32Cell(word, name));
    this.word = word;
  }
}

/** What makes cells: call it, or `shared.int32`. */
export interface MakeShared {
  /**
   * Makes a cell of general shared state: two unordered accesses of it, one of them a write, are a race. Waits for nothing,
   * orders nothing.
   *
   * @param value what it holds at first.
   * @param name what reports call it.
   * @example
   * const x = shared(0, 'x')
   * await x.update((n) => n + 1)
   * console.log(await x.read()) // 1
   */
  <T>(value: T, name?: string): Shared<T>;
  /**
   * Makes a cell of general shared state in a SharedArrayBuffer: the same as `shared`, for a 32-bit integer. What is written
   * wraps to 32 bits, as the memory does. Waits for nothing, orders nothing.
   *
   * @param value what it holds at first, a whole number from −2^31 to 2^31 − 1.
   * @param name what reports call it.
   * @throws RangeError when the value is anything else.
   * @example
   * const n = shared.int32(41, 'n')
   * await n.update((now) => now + 1)
   * console.log(await n.read()) // 42
   */
  int32(value: number, name?: string): SharedInt32;
}

/** Makes cells of general shared state; see `MakeShared`. */
export const shared: MakeShared = Object.assign(
  <T>(value: T, name?: string): Shared<T> => new SharedFacade<T>(new Cell(value, name)),
  { int32: (value: number, name?: string): SharedInt32 => new SharedInt32Facade(wordOf(value), name) },
);
