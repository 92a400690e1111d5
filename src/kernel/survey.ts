/**
 * What an object's state is, for a search that tells states apart: everything its operations look at, in an order that is
 * the same in every execution.
 */
import type { KernelObject, Operation, Slot } from './operation.ts';

/** Is told the parts of an object's state. */
export interface Survey {
  /** A number, or a flag as 0 or 1. */
  number(value: number): void;
  /** A value of the program. */
  value(value: unknown): void;
  /** An operation that waits. */
  operation(operation: Operation): void;
  /** Another object that this one refers to. */
  object(object: KernelObject): void;
  /** Causality it hands on; `index` says to what, where that is not told by the order alone. */
  slot(slot: Slot, index?: number): void;
}
