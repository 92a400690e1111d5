/**
 * The search of programs that are too big to search whole: runs the executions that a strategy chooses, as long as it has any.
 *
 * Nothing is left out as equivalent to something else. An execution that begins as the one before it did is held against that:
 * what is repeated must repeat itself.
 */
import type { Tracker } from './context.ts';
import { Execution, sameCompletions } from './execution.ts';
import type { Explorer } from './explorer.ts';
import { isOptional } from './network.ts';
import { NotRepeatable } from './not-repeatable.ts';
import type { End, Observer, SearchSettings, SearchWorld } from './search.ts';
import { Search } from './search.ts';
import type { Step } from './step.ts';
import type { Coverage, Strategy } from './strategy/strategy.ts';
import { drawn } from './strategy/strategy.ts';
import type { Transition, TransitionName } from './transition.ts';
import { nameOf, sameTransition } from './transition.ts';

export class StrategySearch implements Explorer {
  readonly world: SearchWorld;
  readonly settings: SearchSettings;
  stepsPerformed = 0;
  /** At how many points there was something to choose. */
  choices = 0;
  readonly #make: () => Strategy;
  readonly #observer: Observer;
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
    return this.#path.map(nameOf);
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
    this.#observer.begin(execution, 0);
    this.tracker.begin();
    execution.begin(this.world.root, this.world.instantiate());
    this.#observer.begun?.(execution);
    this.#mustRestart = this.#single.learn(execution);
    let repeating = true;
    while (execution.panic === undefined && !this.#mustRestart) {
      const { opaque } = this.world.learnt;
      const quiet = this.settings.everythingEntangled ? undefined : execution.findQuiet(opaque);
      const transitions = quiet === undefined ? execution.transitions() : [quiet];
      if (transitions.every(isOptional)) break;
      if (this.#path.length >= this.settings.maxSteps) return 'cut';
      const chosen = quiet ?? this.#choose(transitions);
      if (chosen === undefined) throw new NotRepeatable(this, execution, this.#before[this.#path.length]);
      repeating = this.#happen(execution, chosen, repeating, quiet !== undefined);
      yield;
    }
    return 'complete';
  }

  #choose(transitions: readonly Transition[]): Transition | undefined {
    if (transitions.length > 1) this.choices++;
    return this.#strategy.choose(transitions, this.#path.length);
  }

  /** Takes one step, a `quiet` one without having looked at others; whether the execution is still as the one before was. */
  #happen(execution: Execution, chosen: Transition, repeating: boolean, quiet: boolean): boolean {
    const index = this.#path.length;
    this.#path.push(chosen);
    const step = execution.happen(chosen);
    this.stepsPerformed++;
    const before = this.#before[index];
    const repeats = repeating && before !== undefined && sameTransition(before.transition, chosen);
    if (repeats && !sameStep(before, step)) throw new NotRepeatable(this, execution, before);
    if (this.#single.learn(execution)) this.#mustRestart = true;
    if (quiet && (step.footprint.ends || step.footprint.touches.length > 0)) {
      this.world.learnt.opaque.add(chosen.identity);
      // Where executions are drawn, one in which nothing was asked about the step is as good as another.
      if (this.coverage !== drawn) this.#mustRestart = true;
    }
    if (!this.#mustRestart) this.#observer.step(execution, step, index);
    return repeats;
  }
}

/** Whether a repeated step is the same: the same operations, on the same objects, returning the same. */
function sameStep(before: Step, now: Step): boolean {
  return (
    before.kind === now.kind && before.object.id === now.object.id && sameCompletions(before.completed, now.completed)
  );
}
