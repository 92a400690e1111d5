/** What the searches throw where a program does not do the same again. */
import type { Execution } from './execution.ts';
import type { Explorer } from './explorer.ts';
import type { Step } from './step.ts';

/** A replayed step differed from the first time. */
export class NotRepeatable extends Error {
  override readonly name: string = 'NotRepeatable';
  readonly search: Explorer;
  readonly execution: Execution;
  /** The step as it was the first time, where it is known. */
  readonly expected: Step | undefined;

  constructor(search: Explorer, execution: Execution, expected: Step | undefined) {
    super('a repeated step differed');
    this.search = search;
    this.execution = execution;
    this.expected = expected;
  }
}
