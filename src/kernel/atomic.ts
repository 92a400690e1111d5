import { KernelObject, Slot } from './operation.ts';
import type { Effects, Operation } from './operation.ts';

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
  value: unknown;
  readonly #seen = new Slot();

  constructor(value: unknown, name: string | undefined) {
    super(name);
    this.value = value;
  }

  override enabled(): boolean {
    return true;
  }

  override perform(operation: Operation, effects: Effects): void {
    switch (operation.kind) {
      case 'plain.read':
      case 'plain.write':
        return this.#plain(operation, effects);
      case 'load':
        this.#observe(effects);
        return effects.complete(operation, this.value);
      case 'store':
        effects.touch(this, 0, 'write');
        effects.access(this, true, true);
        effects.publish(this.#seen);
        this.value = operation.argument;
        return effects.complete(operation, undefined);
      case 'compareAndSwap':
        return this.#compareAndSwap(operation, effects);
      default:
        return this.#exchange(operation, effects);
    }
  }

  #plain(operation: Operation, effects: Effects): void {
    const writes = operation.kind === 'plain.write';
    effects.touch(this, 0, writes ? 'write' : 'read');
    effects.access(this, writes, false);
    if (writes) this.value = operation.argument;
    effects.complete(operation, writes ? undefined : this.value);
  }

  #compareAndSwap(operation: Operation, effects: Effects): void {
    const { expected, replacement } = operation.argument as Swap;
    if (!Object.is(this.value, expected)) {
      this.#observe(effects);
      return effects.complete(operation, false);
    }
    this.#change(effects);
    this.value = replacement;
    effects.complete(operation, true);
  }

  /** `swap` returns what was there, `add` what is there now. */
  #exchange(operation: Operation, effects: Effects): void {
    this.#change(effects);
    const before = this.value;
    if (operation.kind === 'swap') {
      this.value = operation.argument;
      return effects.complete(operation, before);
    }
    this.value =
      typeof before === 'bigint'
        ? before + (operation.argument as bigint)
        : (before as number) + (operation.argument as number);
    effects.complete(operation, this.value);
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
