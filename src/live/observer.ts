import type { Case } from '../kernel/channel.ts';
import type { NodeCore } from '../kernel/node.ts';
import type { KernelObject } from '../kernel/operation.ts';
import type { ProcessCore } from '../kernel/process.ts';

/** The promise of an operation that waits, from inside. */
export interface Settlers {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** What an operation waits for. */
export interface Wanted {
  readonly cases?: readonly Pick<Case, 'channel' | 'sends'>[];
  /** The process whose end it waits for. */
  readonly joined?: KernelObject | undefined;
}

/** Who wants to know what a program does while it runs for real. */
export interface Observer {
  /** A process was started; returns its body, made to be known by. */
  starts(process: ProcessCore, body: () => unknown): () => unknown;
  /** `process`, which is about to start, is a node. */
  hosts(process: ProcessCore, node: NodeCore): void;
  /** An operation has begun to wait for `wanted`; `on` says on what, in the words of reports, for as long as it does. */
  waits(wait: Settlers, on: () => string, wanted: Wanted): void;
  ends(process: ProcessCore): void;
  /** A process has ended in an error that nobody joins; true when that needs no further telling. */
  fails(process: ProcessCore, error: unknown): boolean;
}

/** Nobody, unless diagnostics are on: then the one field to look at is here. */
export const observed: { by: Observer | undefined } = { by: undefined };
