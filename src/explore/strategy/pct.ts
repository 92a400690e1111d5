/**
 * Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with probabilistic
 * guarantees of finding bugs", ASPLOS 2010.
 *
 * Every process has a priority, drawn anew for each execution, and the highest that can act does. At d − 1 steps, drawn among
 * the k that an execution has, one drops below everybody. A bug that d ordering constraints bring about is then shown by an
 * execution with a probability of at least 1 / (n·k^(d−1)), n being the number of processes.
 *
 * Where it differs:
 * - k is that of the longest execution so far, so that the first has no drops, and counts only up to the last step where
 *   another process could have gone: nobody gives way after that. Executions that were cut count, so that a process that spins
 *   at the highest priority is made to stop.
 * - Who drops is whoever was about to take the step, not whoever took it, who may just have ended.
 * - A process gets its priority when it is first seen, which needs no n. The timers of a clock are one process more, and each node has a clock.
 * - What a process can do (the next step of one of its strands, an alternative of an operation) is drawn, so the guarantee is
 *   for programs whose processes have one strand each.
 */
import { Random } from '../../base/random.ts';
import type { Transition } from '../transition.ts';
import type { Coverage, Strategy } from './strategy.ts';
import { drawn } from './strategy.ts';
import { agentOf } from './turn.ts';

export class Pct implements Strategy {
  readonly coverage: Coverage = drawn;
  readonly #random: Random;
  readonly #depth: number;
  #left: number;
  /** Priorities in [0, 1) as drawn, below 0 after a drop. */
  readonly #priorities = new Map<number, number>();
  /** The steps, from 1, before which a priority drops, with what it drops to. */
  readonly #drops = new Map<number, number>();
  #steps = 0;
  /** The last step where more than one process could act, in this execution, and the greatest such number so far. */
  #lastContended = 0;
  #longest = 0;

  constructor(seed: number, executions: number, depth: number) {
    this.#random = new Random(seed);
    this.#left = executions;
    this.#depth = depth;
  }

  begin(): boolean {
    if (this.#left-- <= 0) return false;
    this.#steps = 0;
    this.#lastContended = 0;
    this.#priorities.clear();
    this.#drops.clear();
    for (let drop = 1; drop < this.#depth && drop <= this.#longest; drop++) this.#drops.set(this.#freeStep(), -drop);
    return true;
  }

  choose(transitions: readonly Transition[]): Transition | undefined {
    const agents = transitions.map(agentOf);
    const drop = this.#drops.get(++this.#steps);
    if (agents.some((agent) => agent !== agents[0])) this.#lastContended = this.#steps;
    if (drop !== undefined) this.#priorities.set(this.#highest(agents), drop);
    const highest = this.#highest(agents);
    const own = transitions.filter((_, index) => agents[index] === highest);
    return own[this.#random.below(own.length)];
  }

  end(): boolean {
    this.#longest = Math.max(this.#longest, this.#lastContended);
    return true;
  }

  /** A step, from 1, that has no drop yet. */
  #freeStep(): number {
    for (;;) {
      const step = 1 + this.#random.below(this.#longest);
      if (!this.#drops.has(step)) return step;
    }
  }

  #highest(agents: readonly number[]): number {
    let highest = agents[0] as number;
    for (const agent of agents) if (this.#priority(agent) > this.#priority(highest)) highest = agent;
    return highest;
  }

  #priority(agent: number): number {
    let priority = this.#priorities.get(agent);
    if (priority === undefined) {
      priority = this.#random.float();
      this.#priorities.set(agent, priority);
    }
    return priority;
  }
}
