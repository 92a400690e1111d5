import type { KernelObject } from '../kernel/operation.ts';
import type { ProcessRun } from './process-run.ts';
import type { Pending } from './transition.ts';

/** Is told, as it happens, what the processes of an execution do. */
export interface Watcher {
  /** `by` made an object. */
  made(object: { id: number } | KernelObject, by: ProcessRun): void;
  /** `by` started a process, whose object was made right before. */
  spawned(process: ProcessRun, by: ProcessRun): void;
  /** `by` called an operation, of its own process or, for a start, of the one started. */
  called(pending: Pending, by: ProcessRun): void;
  /** An operation has taken place and its process is about to go on. */
  completing(pending: Pending, threw: boolean, value: unknown): void;
}
