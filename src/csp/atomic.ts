import { Atomic as AtomicCore } from '../kernel/atomic.ts';
import { driver } from '../kernel/driver.ts';
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
export function atomic(value: number, name?: string): AtomicNumber<number>;
export function atomic(value: bigint, name?: string): AtomicNumber<bigint>;
export function atomic<T>(value: T, name?: string): Atomic<T>;
export function atomic(value: unknown, name?: string): unknown {
  const by = driver();
  const core = by.adopt(new AtomicCore(value, name));
  const call = (kind: OperationName, argument?: unknown): Promise<never> =>
    by.perform(new Operation(kind, core, argument)) as Promise<never>;
  const facade: AtomicNumber<number> = {
    load: () => call('load'),
    store: (next) => call('store', next),
    swap: (next) => call('swap', next),
    add: (delta) => call('add', delta),
    compareAndSwap: (expected, replacement) => call('compareAndSwap', { expected, replacement }),
    plain: { read: () => call('plain.read'), write: (next) => call('plain.write', next) },
  };
  return facade;
}
