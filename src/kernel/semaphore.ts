import { describe, MisuseError } from './errors.ts';
import type { Effects, Operation } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import type { Survey } from './survey.ts';

const queued = 1;

/**
 * A weighted semaphore, first come first served: a large request at the head holds back small ones behind it, so queueing
 * is a step of its own when more than one unit is asked for.
 */
export class Semaphore extends KernelObject {
  override readonly type = 'Semaphore';
  readonly size: number;
  held = 0;
  /** Whether anybody asked for, or gave back, more than one unit. */
  #large = false;
  #queue: Operation[] = [];
  readonly #released = new Slot();

  constructor(size: number, name: string | undefined) {
    super(name);
    this.size = size;
  }

  /** Whether who asks for one unit has to wait. */
  get #isClosed(): boolean {
    return this.held === this.size || this.#queue.length > 0;
  }

  override enabled(operation: Operation): boolean {
    if (operation.kind === 'release') return true;
    if (operation.phase === queued) return operation.granted;
    const units = operation.argument as number;
    return units > 1 || !this.#isClosed;
  }

  /** A large request can always take its first step, if only to queue, and its second when it was granted. */
  override waits(operation: Operation): boolean {
    return operation.argument === 1;
  }

  override perform(operation: Operation, effects: Effects): void {
    if (operation.kind === 'release') return this.#performRelease(operation, effects);
    const units = operation.argument as number;
    effects.touch(this, 0, 'write', this.#isClosed);
    if (operation.phase === queued) {
      effects.acquire(this.#released);
      return effects.complete(operation, undefined);
    }
    if (units > 1) this.#large = true;
    if (this.#queue.length === 0 && this.held + units <= this.size) {
      this.held += units;
      effects.acquire(this.#released);
      return effects.complete(operation, undefined);
    }
    operation.phase = queued;
    this.#queue.push(operation);
    effects.wait(operation);
  }

  override survey(to: Survey): void {
    to.number(this.held);
    to.number(this.#large ? 1 : 0);
    for (const queued of this.#queue) to.operation(queued);
    to.slot(this.#released);
  }

  override surelyAcquires(operation: Operation): readonly Slot[] {
    return operation.kind === 'acquire' ? [this.#released] : [];
  }

  override withdraw(operation: Operation, effects: Effects): void {
    if (operation.phase !== queued) return;
    effects.touch(this, 0, 'write', this.#isClosed);
    if (operation.granted) this.held -= operation.argument as number;
    this.#queue = this.#queue.filter((other) => other !== operation);
    this.#grant(effects);
  }

  #performRelease(operation: Operation, effects: Effects): void {
    const units = operation.argument as number;
    if (units > this.held) {
      effects.touch(this, 0, 'write', this.#isClosed);
      const what = describe(this.type, this.name);
      return effects.fail(operation, new MisuseError(`release of ${units} of ${what}, of which ${this.held} are held`));
    }
    const wasClosed = this.#isClosed;
    if (units > 1) this.#large = true;
    this.held -= units;
    const enough = this.held >= (this.#large ? this.size : 1);
    // With somebody queued a release decides who is granted, so it no longer commutes with another.
    const decides = this.#queue.length > 0;
    const letsGo = wasClosed && (decides || this.size === 1);
    effects.touch(this, 0, decides ? 'write' : enough ? 'commute' : 'exhaust', letsGo);
    effects.release(this.#released);
    this.#grant(effects);
    effects.complete(operation, undefined);
  }

  #grant(effects: Effects): void {
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      const units = head.argument as number;
      if (this.held + units > this.size) return;
      this.held += units;
      head.granted = true;
      this.#queue.shift();
      effects.wait(head);
    }
  }
}
