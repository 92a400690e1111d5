/**
 * Operations and the objects they act on: the vocabulary both drivers share.
 *
 * A program's call makes an `Operation`; its object says whether the operation can go (`enabled`) and what happens when it
 * does (`perform`). Which enabled operation goes next is the driver's business, never the kernel's. What `perform` does to
 * waiting programs, to causality and to the search it says through `Effects`, so that the semantics stand here once.
 */

import type { Linked } from '../base/linked-list.ts';
import { LinkedList } from '../base/linked-list.ts';
import type { OperationName } from '../trace/trace.ts';
import type { Survey } from './survey.ts';

/**
 * How an event uses a place of an object. Two events conflict when they use one place and not both `read` it or both
 * `commute` on it. A use that `exhausts` commutes like those, as long as there is enough for both: a repetition after it
 * may fare differently. A `guard` never orders anything: it marks a place whose change would have offered another
 * alternative.
 */
export type Use = 'read' | 'write' | 'commute' | 'exhaust' | 'guard';

/** A holder of causality between operations: what was released into it is what an acquirer is ordered after. */
export class Slot {
  /** Owned by the driver that tracks causality; undefined when none does. */
  clock: unknown = undefined;
}

/** A call of the program on its way: made, perhaps waiting, then performed or cancelled, never twice. */
export class Operation implements Linked<Operation> {
  kind: OperationName;
  object: KernelObject;
  readonly argument: unknown;
  readonly signal: AbortSignal | undefined;
  /** Position in an operation of several steps (`Cond.wait`, a writer announced on an RWMutex). */
  phase = 0;
  /** Whether it holds a grant that only its completion uses up (semaphore). */
  granted = false;
  /** The operation this one continues, when one call of the program makes several (`update`): they share its line. */
  origin: Operation | undefined = undefined;
  /** The driver's own record of this operation. */
  record: unknown = undefined;

  previous: Operation | undefined = undefined;
  next: Operation | undefined = undefined;
  list: LinkedList<Operation> | undefined = undefined;

  constructor(kind: OperationName, object: KernelObject, argument?: unknown, signal?: AbortSignal) {
    this.kind = kind;
    this.object = object;
    this.argument = argument;
    this.signal = signal;
  }
}

/** What performing an operation does beyond its object's own state. */
export interface Effects {
  /** The operation has taken place and returns `value`. */
  complete(operation: Operation, value: unknown): void;
  /** The operation has taken place and throws `error`. */
  fail(operation: Operation, error: unknown): void;
  /** The operation goes on waiting, possibly as another kind on another object. */
  wait(operation: Operation): void;
  /** This event uses `place` of `object`. `releases`: those that wait there could not have gone right before it. */
  touch(object: KernelObject, place: number, use: Use, releases?: boolean): void;
  /** This event is ordered after everything released into `slot`. */
  acquire(slot: Slot): void;
  /** Adds this event, and what it is ordered after, to `slot`. */
  release(slot: Slot): void;
  /** Like `release`, but forgets what was there before. */
  publish(slot: Slot): void;
  /**
   * An access that races with unordered ones of the same object when one changes it and not both are atomic. `early`: it
   * counts from when the operation was called, not from when it took place.
   */
  access(object: KernelObject, changes: boolean, atomic: boolean, early?: boolean): void;
}

const nothing: readonly never[] = [];

/** An object of the program that operations act on. */
export abstract class KernelObject {
  /** What it is, as a reader would say: `channel`, `mutex`. */
  abstract readonly type: string;
  name: string | undefined;
  /** Operations that wait here under a driver that lets the first go that can. */
  readonly waiting: LinkedList<Operation> = new LinkedList<Operation>();
  /** Identity given by the driver that explores; 0 elsewhere. */
  id = 0;

  constructor(name: string | undefined) {
    this.name = name;
  }

  /** Whether `operation` can take its next step now. */
  abstract enabled(operation: Operation): boolean;

  /** Takes the operation's next step; `enabled` has just said it can. */
  abstract perform(operation: Operation, effects: Effects): void;

  /** Tells everything its operations look at, beyond what waits in `waiting`. */
  abstract survey(to: Survey): void;

  /**
   * Slots that `operation` is sure to acquire before it completes, in which nothing is ever forgotten; empty for one whose
   * access counts from its call.
   */
  surelyAcquires(_operation: Operation): readonly Slot[] {
    return [];
  }

  /** Whether the operation's next step is one that may have to wait, given that operations of its kind may. */
  waits(_operation: Operation): boolean {
    return true;
  }

  /** How a blocked operation would use place 0 if it could go. */
  wouldUse(_operation: Operation): Use {
    return 'write';
  }

  /** What it would use besides, by place. */
  wouldAlsoUse(_operation: Operation): readonly (readonly [place: number, use: Use])[] {
    return nothing;
  }

  /**
   * The waiting operation to let go next under a first-come-first-served driver, or undefined when none can: nobody passes
   * the first, so when that cannot go, none can.
   */
  firstToGo(): Operation | undefined {
    const first = this.waiting.head;
    return first !== undefined && this.enabled(first) ? first : undefined;
  }

  /** Removes what a cancelled operation left here beyond its place in `waiting`. */
  withdraw(_operation: Operation, _effects: Effects): void {}
}

const waitingKinds: ReadonlySet<OperationName> = new Set<OperationName>([
  'join',
  'send',
  'receive',
  'select',
  'lock',
  'rlock',
  'acquire',
  'wait',
  'relock',
  'once',
  'sleep',
  'fate',
]);

/** Whether operations of this kind may have to wait; the others always go when they are called. */
export function mayWait(kind: OperationName): boolean {
  return waitingKinds.has(kind);
}
