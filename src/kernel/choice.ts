import type { Effects, Operation } from './operation.ts';
import { KernelObject } from './operation.ts';
import type { Survey } from './survey.ts';

/** What acts on nothing shared: `choose`, `checkpoint`, `mark`. One for each driver and execution. */
export class Ground extends KernelObject {
  override readonly type = 'nothing';

  override enabled(): boolean {
    return true;
  }

  override survey(_to: Survey): void {}

  override perform(operation: Operation, effects: Effects): void {
    effects.complete(operation, undefined);
  }
}
