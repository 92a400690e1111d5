import { Atomic as AtomicCore } from '../kernel/atomic.ts';
import { driver } from '../kernel/driver.ts';
import { Operation } from '../kernel/operation.ts';
import type { OperationName } from '../trace/trace.ts';

/** Accesses of an atomic cell that order nothing and race with its atomic ones. */
export interface PlainAccess<T> {
  read(): Promise<T>;
  write(value: T): Promise<void>;
}

/** A sequentially consistent cell (rule 12): who sees an effect comes after it. */
export interface Atomic<T> {
  load(): Promise<T>;
  store(value: T): Promise<void>;
  /** Puts `value` there and resolves to what was there. */
  swap(value: T): Promise<T>;
  /** Puts `replacement` there if `expected` was (by SameValue), and says whether it did; a failure still acquires. */
  compareAndSwap(expected: T, replacement: T): Promise<boolean>;
  readonly plain: PlainAccess<T>;
}

/** An atomic cell of numbers, which can also be added to. */
export interface AtomicNumber<T extends number | bigint> extends Atomic<T> {
  /** Adds and resolves to the sum. */
  add(delta: T): Promise<T>;
}

/**
 * A sequentially consistent cell (rule 12). It never waits.
 *
 * @param value what it holds at first. @param name what reports call it.
 * @example
 * const n = atomic(0)
 * console.log(await n.add(2)) // 2
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
