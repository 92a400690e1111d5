import type { Effects, Operation } from './operation.ts';
import { KernelObject } from './operation.ts';

/** What acts on nothing shared: `choose`, `checkpoint`, `mark`. One for each driver and execution. */
export class Ground extends KernelObject {
  override readonly type = 'nothing';

  override enabled(): boolean {
    return true;
  }

  override perform(operation: Operation, effects: Effects): void {
    effects.complete(operation, undefined);
  }
}
