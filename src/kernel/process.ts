import type { Effects, Operation } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

export interface ProcessOptions {
  /** The owner of a resource: waiting for ever is no leak and no deadlock. */
  readonly background?: boolean;
  /** Keeps an error that nobody is joining for a later `join`. */
  readonly supervised?: boolean;
}

const states = ['running', 'returned', 'threw', 'crashed'] as const;

/** A process as others see it: something to join (rules 1 and 2). */
export class ProcessCore extends KernelObject {
  override readonly type = 'process';
  readonly background: boolean;
  readonly supervised: boolean;
  state: 'running' | 'returned' | 'threw' | 'crashed' = 'running';
  result: unknown = undefined;
  readonly ended: Slot = new Slot();

  constructor(name: string, options: ProcessOptions) {
    super(name);
    this.background = options.background ?? false;
    this.supervised = options.supervised ?? false;
  }

  override enabled(): boolean {
    return this.state === 'returned' || this.state === 'threw';
  }

  override survey(to: Survey): void {
    to.number(states.indexOf(this.state));
    if (this.enabled()) to.value(this.result);
    to.slot(this.ended);
  }

  override surelyAcquires(operation: Operation): readonly Slot[] {
    return operation.kind === 'join' && this.enabled() ? [this.ended] : [];
  }

  override perform(operation: Operation, effects: Effects): void {
    effects.acquire(this.ended);
    if (this.state === 'threw') effects.fail(operation, this.result);
    else effects.complete(operation, this.result);
  }
}
