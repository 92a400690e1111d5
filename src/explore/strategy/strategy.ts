/**
 * The contract of a strategy: which executions are run, when all of them are too many.
 *
 * In the spirit of the schedulers of shuttle (AWS, 2021): a strategy begins executions until it has no more, chooses at every
 * step, and is told when an execution has ended. It sees what can happen and nothing of what did, it keeps no execution, and
 * the same seed makes the same choices. Joins, marks and checkpoints conflict with nothing: they are taken at once, and a
 * strategy is not asked about them.
 */
import type { Transition } from '../transition.ts';

/** How much was run. */
export interface Coverage {
  /** Whether that was everything. */
  readonly whole: boolean;
  /** Everything of at most this cost (delays or preemptions) was run; −1 when not even that, and where nothing is counted. */
  readonly bound: number;
}

export interface Strategy {
  /** How much has been run up to now. */
  readonly coverage: Coverage;

  /** Begins the next execution; false when there is no more to run. */
  begin(): boolean;

  /**
   * Chooses what happens next, also where there is no choice. `transitions` are at least one, in an order that is the same
   * whenever the same happened before; `at` is how many steps there were, those included that it was not asked about.
   * Undefined when what it has to repeat is not among them.
   */
  choose(transitions: readonly Transition[], at: number): Transition | undefined;

  /** The execution has ended, or was cut. False when it had been run before. */
  end(): boolean;
}

/** Executions that are drawn are never everything. */
export const drawn: Coverage = { whole: false, bound: -1 };
