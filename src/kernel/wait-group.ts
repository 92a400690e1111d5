import { describe, MisuseError } from './errors.ts';
import type { Effects, Operation, Use } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

/** Waits for a counted group to be done (rule 13). An add from zero unordered with a wait is a race on the group. */
export class WaitGroup extends KernelObject {
  override readonly type = 'WaitGroup';
  count = 0;
  readonly #done = new Slot();

  override enabled(operation: Operation): boolean {
    return operation.kind !== 'wait' || this.count === 0;
  }

  override perform(operation: Operation, effects: Effects): void {
    if (operation.kind === 'wait') {
      effects.touch(this, 0, 'read');
      effects.access(this, false, false, true);
      effects.acquire(this.#done);
      return effects.complete(operation, undefined);
    }
    const delta = operation.kind === 'done' ? -1 : (operation.argument as number);
    if (this.count + delta < 0) {
      effects.touch(this, 0, 'write', this.count > 0);
      return effects.fail(operation, new MisuseError(`negative counter of ${describe(this.type, this.name)}`));
    }
    if (delta > 0 && this.count === 0) effects.access(this, true, true);
    // Counting down by one commutes with the same, as long as it stays at or above zero; with an increment it does not,
    // because the other order may go below zero.
    const use = delta !== -1 ? 'write' : this.count > 1 ? 'commute' : 'exhaust';
    effects.touch(this, 0, use, this.count > 0);
    if (delta < 0) effects.release(this.#done);
    this.count += delta;
    effects.complete(operation, undefined);
  }

  override survey(to: Survey): void {
    to.number(this.count);
    to.slot(this.#done);
  }

  override wouldUse(): Use {
    return 'read';
  }
}
