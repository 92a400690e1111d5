import type { Effects, Operation } from './operation.ts';
import { KernelObject } from './operation.ts';
import type { Survey } from './survey.ts';

/** General shared state: reads and writes order nothing. This is what races. */
export class Cell extends KernelObject {
  override readonly type = 'shared cell';
  #value: unknown;

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

  override enabled(): boolean {
    return true;
  }

  override survey(to: Survey): void {
    to.value(this.load());
  }

  override perform(operation: Operation, effects: Effects): void {
    const writes = operation.kind === 'write';
    effects.touch(this, 0, writes ? 'write' : 'read');
    effects.access(this, writes, false);
    if (writes) this.save(operation.argument);
    effects.complete(operation, writes ? undefined : this.load());
  }
}
