import type { Effects, Operation } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

/** The operands of a compareAndSwap. */
export interface Swap {
  readonly expected: unknown;
  readonly replacement: unknown;
}

/**
 * A sequentially consistent cell (rule 12). A failed compareAndSwap reads and acquires; plain accesses order nothing and
 * race with atomic ones when either changes the cell.
 */
export class Atomic extends KernelObject {
  override readonly type = 'atomic';
  #value: unknown;
  readonly #seen = new Slot();

  constructor(value: unknown, name: string | undefined) {
    super(name);
    this.#value = value;
  }

  /** What it holds. */
  load(): unknown {
    return this.#value;
  }

  /** Puts `value` there. */
  save(value: unknown): void {
    this.#value = value;
  }

  /** Puts `value` there and returns what was there. */
  exchange(value: unknown): unknown {
    const before = this.#value;
    this.#value = value;
    return before;
  }

  /** Adds and returns the sum. */
  add(delta: unknown): unknown {
    const before = this.#value;
    this.#value = typeof before === 'bigint' ? before + (delta as bigint) : (before as number) + (delta as number);
    return this.#value;
  }

  /** Puts `replacement` there if `expected` was, and says whether it did. */
  replace(expected: unknown, replacement: unknown): boolean {
    if (!Object.is(this.#value, expected)) return false;
    this.#value = replacement;
    return true;
  }

  override enabled(): boolean {
    return true;
  }

  override survey(to: Survey): void {
    to.value(this.load());
    to.slot(this.#seen);
  }

  override perform(operation: Operation, effects: Effects): void {
    switch (operation.kind) {
      case 'plain.read':
      case 'plain.write':
        return this.#plain(operation, effects);
      case 'load':
        this.#observe(effects);
        return effects.complete(operation, this.load());
      case 'store':
        effects.touch(this, 0, 'write');
        effects.access(this, true, true);
        effects.publish(this.#seen);
        this.save(operation.argument);
        return effects.complete(operation, undefined);
      case 'compareAndSwap':
        return this.#compareAndSwap(operation, effects);
      default:
        this.#change(effects);
        return effects.complete(
          operation,
          operation.kind === 'swap' ? this.exchange(operation.argument) : this.add(operation.argument),
        );
    }
  }

  #plain(operation: Operation, effects: Effects): void {
    const writes = operation.kind === 'plain.write';
    effects.touch(this, 0, writes ? 'write' : 'read');
    effects.access(this, writes, false);
    if (writes) this.save(operation.argument);
    effects.complete(operation, writes ? undefined : this.load());
  }

  #compareAndSwap(operation: Operation, effects: Effects): void {
    const { expected, replacement } = operation.argument as Swap;
    const swapped = this.replace(expected, replacement);
    if (swapped) this.#change(effects);
    else this.#observe(effects);
    effects.complete(operation, swapped);
  }

  #observe(effects: Effects): void {
    effects.touch(this, 0, 'read');
    effects.acquire(this.#seen);
    effects.access(this, false, true);
  }

  #change(effects: Effects): void {
    effects.touch(this, 0, 'write');
    effects.acquire(this.#seen);
    effects.access(this, true, true);
    effects.release(this.#seen);
  }
}
