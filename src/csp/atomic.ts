import { Atomic as AtomicCore } from '../kernel/atomic.ts';
import { driver } from '../kernel/driver.ts';
import type { Word } from '../kernel/int32.ts';
import { Int32Atomic, wordOf } from '../kernel/int32.ts';
import { Operation } from '../kernel/operation.ts';
import type { OperationName } from '../trace/trace.ts';

/** Accesses of an atomic cell that order nothing, and race with its atomic ones when either changes the cell. */
export interface PlainAccess<T> {
  /** Resolves to what the cell holds. Never waits, orders nothing. */
  read(): Promise<T>;
  /** Puts `value` there. Never waits, orders nothing. */
  write(value: T): Promise<void>;
}

/** A sequentially consistent cell: whoever sees an effect comes after it (rule 12). None of its operations waits. */
export interface Atomic<T> {
  /** Resolves to what the cell holds; ordered after the operation that put it there (rule 12). */
  load(): Promise<T>;
  /** Puts `value` there; comes before whoever sees it (rule 12). */
  store(value: T): Promise<void>;
  /** Puts `value` there and resolves to what was there, in one step; ordered as a load and a store (rule 12). */
  swap(value: T): Promise<T>;
  /**
   * Puts `replacement` there if `expected` was (by `Object.is`), in one step, and says whether it did. Success is ordered as a
   * load and a store, failure as a load (rule 12).
   */
  compareAndSwap(expected: T, replacement: T): Promise<boolean>;
  /** Accesses that order nothing. */
  readonly plain: PlainAccess<T>;
}

/** An atomic cell of numbers, which can also be added to. */
export interface AtomicNumber<T extends number | bigint> extends Atomic<T> {
  /** Adds `delta` and resolves to the sum, in one step; ordered as a load and a store (rule 12). */
  add(delta: T): Promise<T>;
}

/** An atomic cell in shared memory, to pass to threads. */
export interface AtomicInt32 extends AtomicNumber<number> {
  /** The memory itself: one word of a SharedArrayBuffer. */
  readonly word: Word;
}

/** What makes atomic cells: call it, or `atomic.int32`. */
export interface MakeAtomic {
  /**
   * Makes a sequentially consistent cell (rule 12). Waits for nothing, orders nothing.
   *
   * @param value what it holds at first; only a number or a bigint can be added to.
   * @param name what reports call it.
   * @example
   * const hits = atomic(0, 'hits')
   * const processes = [1, 2, 3].map((by) => go(() => hits.add(by)))
   * for (const process of processes) await process.join()
   * console.log(await hits.load()) // 6
   */
  (value: number, name?: string): AtomicNumber<number>;
  /** The same for a bigint. */
  (value: bigint, name?: string): AtomicNumber<bigint>;
  /** The same for any other value, which cannot be added to. */
  <T>(value: T, name?: string): Atomic<T>;
  /**
   * Makes a sequentially consistent cell in a SharedArrayBuffer (rule 12): the same as `atomic`, for a 32-bit integer. What is
   * written, and sums, wrap to 32 bits. Waits for nothing, orders nothing.
   *
   * @param value what it holds at first, a whole number from −2^31 to 2^31 − 1.
   * @param name what reports call it.
   * @throws RangeError when the value is anything else.
   * @example
   * const n = atomic.int32(40)
   * console.log(await n.add(2)) // 42
   */
  int32(value: number, name?: string): AtomicInt32;
}

/** Makes sequentially consistent cells; see `MakeAtomic`. */
export const atomic: MakeAtomic = Object.assign(
  (value: unknown, name?: string): never => facadeOf(new AtomicCore(value, name)) as never,
  {
    int32: (value: number, name?: string): AtomicInt32 => {
      const word = wordOf(value);
      return { ...facadeOf(new Int32Atomic(word, name)), word };
    },
  },
);

function facadeOf(made: AtomicCore): AtomicNumber<number> {
  const by = driver();
  const core = by.adopt(made);
  const call = (kind: OperationName, argument?: unknown): Promise<never> =>
    by.perform(new Operation(kind, core, argument)) as Promise<never>;
  return {
    load: () => call('load'),
    store: (next) => call('store', next),
    swap: (next) => call('swap', next),
    add: (delta) => call('add', delta),
    compareAndSwap: (expected, replacement) => call('compareAndSwap', { expected, replacement }),
    plain: { read: () => call('plain.read'), write: (next) => call('plain.write', next) },
  };
}
