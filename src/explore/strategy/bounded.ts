/**
 * Iterative bounding: every execution of cost 0, then of cost 1, and so on, so that what is found first is the simplest
 * (Musuvathi, Qadeer, "Iterative context bounding for systematic testing of multithreaded programs", PLDI 2007).
 *
 * Each round is a depth-first search that leaves out what costs more than its bound; a round that left out nothing has run
 * everything. Where it differs from the paper: no queue is kept of what the next round is to begin with, for that grows with
 * the executions. A round runs those of the earlier ones again instead, to find where they branch, and says that it did; as
 * long as a round is many times as large as the one before, that is a small part. Memory is that of one execution.
 */
import type { Transition } from '../transition.ts';
import type { Coverage, Strategy } from './strategy.ts';
import type { Turn } from './turn.ts';
import { mainsTurn, turnOf } from './turn.ts';

/** What each of `transitions` costs after `last`; one of them must cost nothing, so that every execution comes to its end. */
export type Costs = (transitions: readonly Transition[], last: Turn) => readonly number[];

/** One thing that can happen at a point: the index of a transition, and its cost. */
interface Option {
  readonly index: number;
  readonly cost: number;
}

/** A point of the execution in hand where something was chosen. */
interface Point {
  /** The cheapest first. */
  readonly options: readonly Option[];
  /** What the execution cost before. */
  readonly before: number;
  chosen: number;
}

export class Bounded implements Strategy {
  readonly #costs: Costs;
  readonly #most: number;
  #path: Point[] = [];
  #depth = 0;
  #last: Turn = mainsTurn;
  #bound = 0;
  /** Whether this round left something out. */
  #isHit = false;
  #hasBegun = false;
  coverage: Coverage = { whole: false, bound: -1 };

  /** Runs everything whose cost, by `costs`, is at most `most`. */
  constructor(costs: Costs, most: number) {
    this.#costs = costs;
    this.#most = most;
  }

  begin(): boolean {
    this.#depth = 0;
    this.#last = mainsTurn;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      return true;
    }
    if (this.#advance()) return true;
    this.coverage = { whole: !this.#isHit, bound: this.#bound };
    if (!this.#isHit || this.#bound >= this.#most) return false;
    this.#bound++;
    this.#isHit = false;
    return true;
  }

  choose(transitions: readonly Transition[], at: number): Transition | undefined {
    const point = this.#path[this.#depth] ?? this.#newPoint(transitions);
    this.#depth++;
    const transition = transitions[(point.options[point.chosen] as Option).index];
    if (transition !== undefined) this.#last = turnOf(transition, at, this.#last);
    return transition;
  }

  end(): boolean {
    return this.#spent() === this.#bound;
  }

  #newPoint(transitions: readonly Transition[]): Point {
    const costs = this.#costs(transitions, this.#last);
    const options = costs.map((cost, index): Option => ({ index, cost })).sort((a, b) => a.cost - b.cost);
    const point: Point = { options, before: this.#spent(), chosen: 0 };
    this.#path.push(point);
    return point;
  }

  /** What the path costs. */
  #spent(): number {
    const point = this.#path[this.#path.length - 1];
    return point === undefined ? 0 : point.before + (point.options[point.chosen] as Option).cost;
  }

  /** Goes back to the last point where something is left within the bound, and chooses that. */
  #advance(): boolean {
    for (
      let point = this.#path[this.#path.length - 1];
      point !== undefined;
      point = this.#path[this.#path.length - 1]
    ) {
      const next = point.options[point.chosen + 1];
      if (next !== undefined && point.before + next.cost <= this.#bound) {
        point.chosen++;
        return true;
      }
      if (next !== undefined) this.#isHit = true;
      this.#path.pop();
    }
    return false;
  }
}
