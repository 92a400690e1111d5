/** The path of the search that tells states apart: a place for each step of the execution in hand. */
import type { Account } from './account.ts';
import type { PastAccess } from './race-knowledge.ts';
import type { Step } from './step.ts';
import type { Transition, TransitionName } from './transition.ts';
import { nameOf } from './transition.ts';

const nothing: readonly never[] = [];

/** A place on the path. */
export class CachedNode {
  chosen: TransitionName;
  /** The process that takes the step, by number. */
  process: number;
  /** The step `chosen` made, in the first execution that took it. */
  step: Step | undefined = undefined;
  /** What races may come of it. */
  accesses: readonly PastAccess[] = nothing;
  /** What its process had done after it. */
  after = 0;
  /** The state, where it was looked up. */
  readonly state: number | undefined;
  /** What can happen here, by names that are the same wherever the state is (`Account.wayOf`), and what is chosen of it. */
  readonly ways: readonly number[];
  way = 0;
  /** How many processes have ended. */
  readonly ended: number;
  /** What is left to try here, the last first. */
  readonly #todo: TransitionName[];
  /** What was left out here. */
  readonly #others: TransitionName[];

  constructor(
    account: Account,
    transitions: readonly Transition[],
    tried: readonly Transition[],
    state: number | undefined,
  ) {
    const [first, ...rest] = tried as readonly [Transition, ...Transition[]];
    this.chosen = nameOf(first);
    this.process = first.pending.process.index;
    this.#todo = rest.map(nameOf).reverse();
    this.#others =
      tried.length === transitions.length ? [] : transitions.filter((one) => !tried.includes(one)).map(nameOf);
    this.state = state;
    this.ways = transitions.map((transition) => account.wayOf(transition));
    this.ended = account.ended;
  }

  /** Whether only steps of one process are tried. */
  get isAmple(): boolean {
    return this.#others.length > 0;
  }

  /** Has everything tried here. */
  expand(): void {
    this.#todo.unshift(...this.#others.splice(0));
  }

  /** What was chosen was taken; executions that repeat it are held against this. */
  took(step: Step, accesses: readonly PastAccess[], after: number): void {
    this.step = step;
    this.accesses = accesses;
    this.after = after;
  }

  /** Makes the next step to try the chosen one; false when none is left. */
  advance(): boolean {
    const next = this.#todo.pop();
    if (next === undefined) return false;
    this.chosen = next;
    this.step = undefined;
    return true;
  }
}
