import type { ProcessCore } from '../kernel/process.ts';

/** The promise of an operation that waits, from inside. */
export interface Settlers {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Who wants to know what a program does while it runs for real. */
export interface Observer {
  /** A process was started; returns its body, made to be known by. */
  starts(process: ProcessCore, body: () => unknown): () => unknown;
  /** An operation has begun to wait; `on` says on what, in the words of reports, for as long as it does. */
  waits(wait: Settlers, on: () => string): void;
  ends(process: ProcessCore): void;
  /** A process has ended in an error that nobody joins; true when that needs no further telling. */
  fails(process: ProcessCore, error: unknown): boolean;
}

/** Nobody, unless diagnostics are on: then the one field to look at is here. */
export const observed: { by: Observer | undefined } = { by: undefined };
