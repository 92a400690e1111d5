import { describe, MisuseError } from './errors.ts';
import { Mutex } from './mutex.ts';
import type { Effects, Operation } from './operation.ts';
import { KernelObject, Slot } from './operation.ts';
import { ReadLocker, RWMutex } from './rw-mutex.ts';
import type { Survey } from './survey.ts';

/** What a Cond can be on: a lock, the write side of an RWMutex, or its read side. */
export type Locker = Mutex | RWMutex | ReadLocker;

/**
 * A condition variable (rule 14). `wait` unlocks and queues in one step, is woken in the order of queueing, and then locks
 * again as any other locker would. A signal with nobody queued is lost.
 */
export class Cond extends KernelObject {
  override readonly type = 'Cond';
  readonly locker: Locker;
  #queue: Operation[] = [];
  readonly #woken = new Slot();

  constructor(locker: Locker, name: string | undefined) {
    super(name);
    this.locker = locker;
  }

  override enabled(operation: Operation): boolean {
    return operation.kind !== 'wait' || operation.phase === 0;
  }

  override perform(operation: Operation, effects: Effects): void {
    effects.touch(this, 0, 'write');
    if (operation.kind === 'wait') return this.#queueUp(operation, effects);
    const woken = operation.kind === 'signal' ? this.#queue.splice(0, 1) : this.#queue.splice(0);
    effects.release(this.#woken);
    for (const waiter of woken) {
      waiter.kind = this.locker instanceof ReadLocker ? 'rlock' : 'relock';
      waiter.object = this.locker instanceof ReadLocker ? this.locker.of : this.locker;
      waiter.phase = 0;
      effects.wait(waiter);
    }
    effects.complete(operation, undefined);
  }

  override survey(to: Survey): void {
    for (const queued of this.#queue) to.operation(queued);
    to.object(this.locker);
    to.slot(this.#woken);
  }

  /** What it waits for is not its turn but to be woken: then it is another's. */
  override waits(): boolean {
    return false;
  }

  override withdraw(operation: Operation, effects: Effects): void {
    effects.touch(this, 0, 'write');
    this.#queue = this.#queue.filter((queued) => queued !== operation);
  }

  #queueUp(operation: Operation, effects: Effects): void {
    const locker = this.locker;
    const held =
      locker instanceof Mutex
        ? locker.locked
        : locker instanceof RWMutex
          ? locker.writer === true
          : locker.of.readers > 0;
    if (!held) {
      if (locker instanceof ReadLocker) locker.of.lookAtReaders(effects);
      else if (locker instanceof RWMutex) locker.lookAtWriter(effects);
      else effects.touch(locker, 0, 'read');
      return effects.fail(
        operation,
        new MisuseError(`wait on ${describe(this.type, this.name)} without holding its lock`),
      );
    }
    if (locker instanceof ReadLocker) locker.of.releaseReader(effects);
    else locker.release(effects);
    operation.phase = 1;
    this.#queue.push(operation);
    effects.wait(operation);
  }
}
