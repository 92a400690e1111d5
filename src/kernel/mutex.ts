import { describe, MisuseError } from './errors.ts';
import type { Effects, Operation } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

/** Mutual exclusion (rules 7, 9, 10). Like Go's, it has no owner: any process may unlock it. */
export class Mutex extends KernelObject {
  override readonly type = 'Mutex';
  locked = false;
  readonly #unlocked = new Slot();

  override enabled(operation: Operation): boolean {
    return !this.locked || (operation.kind !== 'lock' && operation.kind !== 'relock');
  }

  override perform(operation: Operation, effects: Effects): void {
    if (operation.kind === 'unlock') return this.#performUnlock(operation, effects);
    if (operation.kind === 'tryLock' && this.locked) {
      effects.touch(this, 0, 'read', true);
      return effects.complete(operation, false);
    }
    effects.touch(this, 0, 'write');
    effects.acquire(this.#unlocked);
    this.locked = true;
    effects.complete(operation, operation.kind === 'tryLock' ? true : undefined);
  }

  override survey(to: Survey): void {
    to.number(this.locked ? 1 : 0);
    to.slot(this.#unlocked);
  }

  override surelyAcquires(operation: Operation): readonly Slot[] {
    return operation.kind === 'lock' || operation.kind === 'relock' ? [this.#unlocked] : [];
  }

  #performUnlock(operation: Operation, effects: Effects): void {
    const wasLocked = this.locked;
    if (wasLocked) this.release(effects);
    else effects.touch(this, 0, 'write');
    if (wasLocked) effects.complete(operation, undefined);
    else effects.fail(operation, new MisuseError(`unlock of ${describe(this.type, this.name)}, which is not locked`));
  }

  /** Unlocks as part of another event (`Cond.wait`). */
  release(effects: Effects): void {
    effects.touch(this, 0, 'write', true);
    effects.release(this.#unlocked);
    this.locked = false;
  }
}
