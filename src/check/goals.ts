/** What a witness is to show: an outcome or a finding, told from others as the search tells them. */
import type { Execution } from '../explore/execution.ts';
import type { Step } from '../explore/step.ts';
import type { Goal, Watch } from '../explore/witnesses.ts';
import { Collector } from './collector.ts';

/** Looks at executions as the search does, for the outcome or the finding of one key. */
class CollectorWatch implements Watch {
  readonly #collector = new Collector(() => [], false);
  readonly #key: string;
  readonly #isEarly: boolean;

  constructor(key: string, isEarly: boolean) {
    this.#key = key;
    this.#isEarly = isEarly;
  }

  step(execution: Execution, step: Step, index: number): boolean {
    if (!this.#isEarly) return false;
    this.#collector.step(execution, step, index);
    return this.#collector.found.has(this.#key);
  }

  end(execution: Execution): boolean {
    if (this.#isEarly) return false;
    this.#collector.end(execution, 'complete');
    return this.#collector.outcomes.has(this.#key) || this.#collector.found.has(this.#key);
  }

  needs(execution: Execution): readonly number[] | undefined {
    const found = this.#collector.found.get(this.#key);
    if (found?.kind === 'race') return [found.first.step, found.second.step];
    return execution.panic === undefined ? undefined : [execution.steps.length - 1];
  }
}

/** The outcome of this key: the execution must end. */
export function outcomeGoal(key: string): Goal {
  return { watch: () => new CollectorWatch(key, false) };
}

/** The finding of this key: a race shows as soon as it is there, everything else at the end. */
export function findingGoal(key: string, isRace: boolean): Goal {
  return { watch: () => new CollectorWatch(key, isRace) };
}
