import type { Effects, Operation, Use } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

/** One call of many goes, the others wait for its end (rule 11). `once` completes with true for the one that must run. */
export class Once extends KernelObject {
  override readonly type = 'Once';
  state: 'fresh' | 'running' | 'done' = 'fresh';
  readonly #finished = new Slot();

  override enabled(operation: Operation): boolean {
    return operation.kind === 'finish' || this.state !== 'running';
  }

  override perform(operation: Operation, effects: Effects): void {
    if (operation.kind === 'finish') {
      effects.touch(this, 0, 'write', true);
      effects.release(this.#finished);
      this.state = 'done';
      return effects.complete(operation, undefined);
    }
    const first = this.state === 'fresh';
    effects.touch(this, 0, first ? 'write' : 'read');
    if (first) this.state = 'running';
    else effects.acquire(this.#finished);
    effects.complete(operation, first);
  }

  override survey(to: Survey): void {
    to.number(this.state === 'fresh' ? 0 : this.state === 'running' ? 1 : 2);
    to.slot(this.#finished);
  }

  override surelyAcquires(operation: Operation): readonly Slot[] {
    return operation.kind === 'once' && this.state !== 'fresh' ? [this.#finished] : [];
  }

  override wouldUse(): Use {
    return 'write';
  }
}
