/** Whatever runs a program again and again: the exhaustive searches, and those that follow a strategy. */
import type { Tracker } from './context.ts';
import type { Execution } from './execution.ts';
import type { SearchSettings, SearchWorld } from './search.ts';
import type { Transition, TransitionName } from './transition.ts';

export interface Explorer {
  readonly world: SearchWorld;
  readonly settings: SearchSettings;
  readonly tracker: Tracker;
  /** The execution in hand. */
  readonly execution: Execution | undefined;
  /** Steps performed, replayed ones included. */
  readonly stepsPerformed: number;

  /** The transitions of the execution in hand so far, the one that is happening included. */
  names(): TransitionName[];

  /** Explores; yields between steps. It has covered everything when it returns true. */
  run(): Generator<void, boolean, void>;

  /** Runs one execution along `names`; `seen` is told of each step before it happens. */
  replay(
    names: readonly TransitionName[],
    explained: boolean,
    seen: (chosen: Transition, all: readonly Transition[]) => void,
  ): Execution;

  /**
   * Runs one execution as `choose` says, until it says nothing; slowly and with lines when it is to be `explained`.
   * `holds`: whether loops that only go round again wait, as they do unless it is said.
   */
  follow(
    explained: boolean,
    choose: (all: readonly Transition[], at: number) => Transition | undefined,
    holds?: boolean,
  ): Execution;
}
