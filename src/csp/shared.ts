import { Cell } from '../kernel/cell.ts';
import { driver } from '../kernel/driver.ts';
import type { Driver } from '../kernel/driver.ts';
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
export class SharedFacade<T> implements Shared<T> {
  readonly #core: Cell;
  readonly #driver: Driver;

  constructor(value: T, name: string | undefined) {
    this.#driver = driver();
    this.#core = this.#driver.adopt(new Cell(value, name));
  }

  read(): Promise<T> {
    return this.#driver.perform(new Operation('read', this.#core)) as Promise<T>;
  }

  write(value: T): Promise<void> {
    return this.#driver.perform(new Operation('write', this.#core, value)) as Promise<void>;
  }

  async update(compute: (value: T) => T): Promise<T> {
    const reading = new Operation('read', this.#core);
    reading.origin = reading;
    const value = compute((await this.#driver.perform(reading)) as T);
    const writing = new Operation('write', this.#core, value);
    writing.origin = reading;
    await this.#driver.perform(writing);
    return value;
  }
}

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
export function shared<T>(value: T, name?: string): Shared<T> {
  return new SharedFacade(value, name);
}
