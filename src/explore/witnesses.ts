/** Witnesses: executions that show something, run one after the other, of which the smallest so far is kept. */
import type { Cost } from './cost.ts';
import { costOf, isLess } from './cost.ts';
import type { Execution } from './execution.ts';
import type { Explorer } from './explorer.ts';
import type { Lead } from './guided.ts';
import { Guide } from './guided.ts';
import { fewestSwitches, pastOf, processOf } from './linear-extension.ts';
import { obligations } from './network.ts';
import type { Step } from './step.ts';
import type { Transition, TransitionName } from './transition.ts';
import { shareOperation } from './transition.ts';

/** What a witness is to show. */
export interface Goal {
  /** Begins to watch an execution. */
  watch(): Watch;
}

export interface Watch {
  /** Told of each step; whether what is looked for has been shown, so that the execution need go no further. */
  step(execution: Execution, step: Step, index: number): boolean;
  /** Told that nobody can go on; whether the execution shows it. */
  end(execution: Execution): boolean;
  /** Of an execution that showed it: the steps, by index, that it takes; undefined when it takes them all. */
  needs(execution: Execution): readonly number[] | undefined;
}

/** An execution that shows the goal. */
export interface Shown {
  readonly execution: Execution;
  readonly steps: readonly Step[];
  readonly cost: Cost;
  readonly needs: readonly number[] | undefined;
  /** What operations that took a step could have done instead, by the index of the step. */
  readonly alternatives: readonly Alternative[];
}

export interface Alternative {
  readonly at: number;
  readonly name: TransitionName;
}

/** Says what happens next in an execution; nothing, when it is not worth going on. */
export type Chooser = (all: readonly Transition[], at: number, steps: readonly Step[]) => Transition | undefined;

/** A witness with fewer switches may be longer, but not without end. */
const lengthening = 2;
const lengtheningAtLeast = 100;

export class Witnesses {
  readonly #search: Explorer;
  readonly #goal: Goal;
  #longest = Infinity;
  /** Steps performed. */
  performed = 0;
  /** The smallest found so far. */
  best: Shown | undefined = undefined;

  constructor(search: Explorer, goal: Goal) {
    this.#search = search;
    this.#goal = goal;
  }

  /** Begins with the execution along `path`; false when that does not show the goal. */
  begin(path: readonly TransitionName[]): boolean {
    const first = this.attempt(new Guide(path, []));
    if (first === undefined) return false;
    this.#longest = Math.max(first.steps.length * lengthening, lengtheningAtLeast);
    this.consider(first);
    return true;
  }

  /** Whether a witness of this cost would be smaller than the best. */
  isBetter(cost: Cost): boolean {
    return this.best === undefined || isLess(cost, this.best.cost);
  }

  /** Takes `shown`, or the same with less and in a better order, for the best when it is; whether it was. */
  consider(shown: Shown | undefined): boolean {
    if (shown === undefined) return false;
    const before = this.best;
    if (this.isBetter(shown.cost)) this.best = shown;
    this.#improve(shown);
    return this.best !== before;
  }

  /** Runs one execution as `guide` says; undefined when it does not show the goal. */
  attempt(guide: Guide): Shown | undefined {
    const shown = this.runAs((all, at) => guide.choose(all, at));
    return guide.parted === undefined ? shown : undefined;
  }

  /** Runs one execution as `choose` says; undefined when it does not show the goal. */
  runAs(choose: Chooser): Shown | undefined {
    const watch = this.#goal.watch();
    let looked = 0;
    let isShown = false;
    const look = (execution: Execution): void => {
      for (; looked < execution.steps.length && !isShown; looked++) {
        isShown = watch.step(execution, execution.steps[looked] as Step, looked);
      }
    };
    let left: readonly Transition[] = [];
    const alternatives: Alternative[] = [];
    const execution = this.#search.follow(false, (all, at) => {
      const running = this.#search.execution as Execution;
      left = all;
      look(running);
      if (isShown || at >= this.#longest) return undefined;
      const chosen = choose(all, at, running.steps);
      if (chosen !== undefined && all.length > 1) {
        for (const name of all) if (name !== chosen && shareOperation(name, chosen)) alternatives.push({ at, name });
      }
      return chosen;
    });
    look(execution);
    this.performed += execution.steps.length;
    const isOver = execution.panic !== undefined || obligations(left).length === 0;
    if (!isShown && !(isOver && watch.end(execution))) return undefined;
    const { steps } = execution;
    return { execution, steps, cost: costOf(steps.map(processOf)), needs: watch.needs(execution), alternatives };
  }

  #improve({ steps, needs }: Shown): void {
    const order = fewestSwitches(needs === undefined ? steps : pastOf(steps, needs));
    if (!this.isBetter(costOf(order.map(processOf)))) return;
    const shown = this.attempt(
      new Guide(
        order.map(({ transition }) => transition),
        [],
      ),
    );
    if (shown !== undefined && this.isBetter(shown.cost)) this.best = shown;
  }
}

/** The steps of a witness as leads for others. */
export function leadsOf({ steps }: Shown): Lead[] {
  return steps.map((step) => ({ name: step.transition, process: processOf(step) }));
}
