/**
 * The search of programs that are too big to search whole: runs the executions that a strategy chooses, as long as it has any.
 *
 * Nothing is left out as equivalent to something else. An execution that begins as the one before it did is held against that:
 * what is repeated must repeat itself.
 */
import type { Tracker } from './context.ts';
import { Execution } from './execution.ts';
import type { Explorer } from './explorer.ts';
import { Learning } from './learning.ts';
import type { End, Observer, SearchSettings, SearchWorld } from './search.ts';
import { NotRepeatable, repeats, Search } from './search.ts';
import type { Step } from './step.ts';
import type { Coverage, Strategy } from './strategy/strategy.ts';
import type { Transition, TransitionName } from './transition.ts';
import { sameTransition } from './transition.ts';

export class StrategySearch implements Explorer {
  readonly world: SearchWorld;
  readonly settings: SearchSettings;
  stepsPerformed = 0;
  /** At how many points there was something to choose. */
  choices = 0;
  readonly #make: () => Strategy;
  readonly #observer: Observer;
  readonly #learning: Learning;
  /** Runs single executions, and has the one in hand. */
  readonly #single: Search;
  #strategy: Strategy;
  #path: Transition[] = [];
  /** The steps of the execution before. */
  #before: readonly Step[] = [];
  #mustRestart = false;

  /** `make` makes the strategy, anew whenever the search starts again knowing more. */
  constructor(world: SearchWorld, settings: SearchSettings, make: () => Strategy, observer: Observer) {
    this.world = world;
    this.settings = settings;
    this.#make = make;
    this.#observer = observer;
    this.#learning = new Learning(world.learnt, settings.everythingEntangled);
    this.#single = new Search(world, settings, observer);
    this.#strategy = make();
  }

  get tracker(): Tracker {
    return this.world.tracker;
  }

  get execution(): Execution | undefined {
    return this.#single.execution;
  }

  /** How much has been run. */
  get coverage(): Coverage {
    return this.#strategy.coverage;
  }

  names(): TransitionName[] {
    return [...this.#path];
  }

  replay(...parameters: Parameters<Explorer['replay']>): Execution {
    return this.#single.replay(...parameters);
  }

  follow(...parameters: Parameters<Explorer['follow']>): Execution {
    return this.#single.follow(...parameters);
  }

  *run(): Generator<void, boolean, void> {
    let isWhole = true;
    while (this.#strategy.begin()) {
      const how = yield* this.#execute();
      if (this.#mustRestart) {
        this.#mustRestart = false;
        this.#strategy = this.#make();
        this.#before = [];
        this.choices = 0;
        isWhole = true;
        this.#observer.restart();
        continue;
      }
      if (how === 'cut') isWhole = false;
      const execution = this.execution as Execution;
      this.#before = execution.steps;
      this.#observer.end(execution, this.#strategy.end() ? how : 'redundant');
    }
    return isWhole && this.coverage.whole;
  }

  *#execute(): Generator<void, End, void> {
    const execution = new Execution(this.tracker, this.#single.executionSettings(false));
    this.#single.execution = execution;
    this.#path = [];
    this.#observer.begin(execution);
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate());
    this.#mustRestart = this.#learning.begun(execution);
    let repeating = true;
    while (execution.panic === undefined && !this.#mustRestart) {
      const transitions = execution.transitions();
      if (transitions.length === 0) break;
      if (this.#path.length >= this.settings.maxSteps) return 'cut';
      repeating = this.#step(execution, transitions, repeating);
      yield;
    }
    return 'complete';
  }

  /** Takes one step; returns whether the execution is still as the one before was. */
  #step(execution: Execution, transitions: readonly Transition[], repeating: boolean): boolean {
    const index = this.#path.length;
    const before = this.#before[index];
    const quiet = transitions.find((transition) => this.#learning.isQuiet(transition));
    if (quiet === undefined && transitions.length > 1) this.choices++;
    const chosen = quiet ?? this.#strategy.choose(transitions, index);
    if (chosen === undefined) throw new NotRepeatable(this, execution, before);
    this.#path.push(chosen);
    const step = execution.happen(chosen);
    this.stepsPerformed++;
    const repeated = repeating && before !== undefined && sameTransition(before.transition, chosen);
    if (repeated && !repeats(before, step)) throw new NotRepeatable(this, execution, before);
    if (this.#learning.happened(execution, step, quiet !== undefined)) this.#mustRestart = true;
    else this.#observer.step(execution, step, index, !repeated);
    return repeated;
  }
}
