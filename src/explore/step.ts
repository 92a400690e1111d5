/** Steps that were performed, and what an execution comes across. */
import type { VectorTime } from '../causality/vector-time.ts';
import type { KernelObject } from '../kernel/operation.ts';
import type { Model } from '../trace/model.ts';
import type { OperationName } from '../trace/trace.ts';
import type { TrackedPromise } from './context.ts';
import type { Footprint } from './footprint.ts';
import type { ProcessRun } from './process-run.ts';
import type { Seen, Watched } from './seen.ts';
import type { Pending, Transition } from './transition.ts';

/** An access for the race detector. */
export interface Access {
  readonly object: KernelObject;
  readonly changes: boolean;
  readonly atomic: boolean;
  /** The time that counts for it. */
  time: readonly number[];
  readonly pending: Pending;
}

/** Promises the program raced. */
export interface Race {
  readonly result: TrackedPromise;
  readonly inputs: readonly TrackedPromise[];
  /** Inputs that cannot have won, because they failed and only a success wins. */
  readonly failed: ReadonlySet<TrackedPromise>;
}

/** An error that ended the program. */
export interface Panic {
  readonly process: ProcessRun;
  readonly error: unknown;
}

/** An operation that a step completed, with what it returned or threw. */
export interface Completion {
  readonly pending: Pending;
  readonly threw: boolean;
  readonly value: unknown;
}

/** A step that was performed. */
export interface Step {
  readonly transition: Transition;
  readonly kind: OperationName;
  readonly object: KernelObject;
  readonly time: VectorTime;
  /** What its operations were ordered after before it. */
  readonly past: VectorTime;
  readonly footprint: Footprint;
  /** It was an operation that has to wait when it cannot go. */
  readonly waits: boolean;
  readonly accesses: readonly Access[];
  /** Operations the program called when this step let it run. */
  readonly called: readonly Pending[];
  /** Operations this step completed, in order. */
  readonly completed: readonly Completion[];
  /** What else it did worth telling. */
  readonly effects: readonly string[];
  /** Operations, by identity, that it changed without completing them: firings of a disarmed timer, waits that were woken. */
  readonly prevented: readonly number[];
  /** When it happened, where that is known. */
  readonly instant: number;
  /** What it showed, where somebody looks. */
  readonly seen: Seen;
}

/** What a run of the program is told about the search it is part of. */
export interface ExecutionSettings {
  /** Processes whose first step is a step of the search. */
  readonly explicitStarts: ReadonlySet<number>;
  /** Processes, by the identity of their object, that may end in an error: it matters who has called `join` by then. */
  readonly erring: ReadonlySet<number>;
  /** Processes that race promises some of which had settled before: it matters in which order their operations complete. */
  readonly racing: ReadonlySet<number>;
  /** The same by the numbers that schedules use. */
  readonly explicitIndices: ReadonlySet<number>;
  /** Whether every process's first step is one. */
  readonly everyStart: boolean;
  /** Whether processes share plain state, so that all steps conflict. */
  readonly everythingEntangled: boolean;
  /** Processes with several operations waiting at once: it matters in which order their strands queue. */
  readonly stranded: ReadonlySet<number>;
  /** Processes that read over and over, so that the lines of their calls are wanted, and their loops that may go on for ever. */
  readonly spinning: ReadonlySet<number>;
  readonly loops: ReadonlySet<string>;
  /** Processes that count the turns of their loops. */
  readonly counting: ReadonlySet<number>;
  /** Channels, by identity, whose receives are named by what they take. */
  readonly inboxes: ReadonlySet<number>;
  /** How often a ticker fires. */
  readonly ticks: number;
  readonly model: Model;
  readonly seed: number;
  /** Whether the lines of calls are wanted. */
  readonly explained: boolean;
  /** What properties need, where there are any. */
  readonly watched: Watched | undefined;
}
