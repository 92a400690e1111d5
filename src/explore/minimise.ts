/**
 * The smallest witness: from an execution that shows something to one that shows the same with the fewest context switches,
 * and among those the fewest steps.
 *
 * First what is not in the causal past of what is shown is left out, where the execution need not end, and the rest is put
 * in the order with the fewest switches. Then all executions are gone through by their number of switches; when that ends
 * within the steps that may be performed, the witness is the smallest there is. Where it does not end soon, switches are
 * taken out of the best one known, which leaves less to go through. Every witness was run: none is concluded to be one.
 */

import type { Explorer } from './explorer.ts';
import { FewestSwitches } from './fewest-switches.ts';
import { shortened } from './shortening.ts';
import type { TransitionName } from './transition.ts';
import type { Goal, Shown } from './witnesses.ts';
import { Witnesses } from './witnesses.ts';

/** Up to which shares of the steps that may be performed all executions are gone through at first, and switches taken out. */
const firstShare = 0.15;
const shorteningShare = 0.7;

export class Minimiser {
  readonly #witnesses: Witnesses;
  readonly #most: number;
  /** Whether no smaller one exists. */
  isSmallest = false;

  /** At most about `most` steps are performed, besides the few runs that are always made. */
  constructor(search: Explorer, goal: Goal, most: number) {
    this.#witnesses = new Witnesses(search, goal);
    this.#most = most;
  }

  /** The smallest witness found so far; undefined when the path it began with shows nothing. */
  get best(): Shown | undefined {
    return this.#witnesses.best;
  }

  /** Steps performed. */
  get performed(): number {
    return this.#witnesses.performed;
  }

  /** Looks for the smallest witness, from the execution along `path`; yields between executions. */
  *run(path: readonly TransitionName[]): Generator<void, void, void> {
    if (!this.#witnesses.begin(path)) return;
    yield;
    const exact = new FewestSwitches(this.#witnesses);
    yield* exact.run(this.#most * firstShare);
    if (!exact.isDone) yield* shortened(this.#witnesses, this.#most * shorteningShare);
    if (!exact.isDone) yield* exact.run(this.#most);
    this.isSmallest = exact.isDone;
  }
}
