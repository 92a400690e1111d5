/**
 * A random walk: at every step each transition is as likely as the others. So each execution may be drawn, but not all are
 * equally likely: one of n steps with m choices at each comes up once in m^n, and what needs one process to stand still while
 * others take many steps is nearly never drawn. That is the yardstick others are held against (Thomson, Donaldson, Betts,
 * "Concurrency testing using schedule bounding", PPoPP 2014).
 */
import { Random } from '../../base/random.ts';
import type { Transition } from '../transition.ts';
import type { Coverage, Strategy } from './strategy.ts';
import { drawn } from './strategy.ts';

export class RandomWalk implements Strategy {
  readonly coverage: Coverage = drawn;
  readonly #random: Random;
  #left: number;

  constructor(seed: number, executions: number) {
    this.#random = new Random(seed);
    this.#left = executions;
  }

  begin(): boolean {
    return this.#left-- > 0;
  }

  choose(transitions: readonly Transition[]): Transition | undefined {
    return transitions[this.#random.below(transitions.length)];
  }

  end(): boolean {
    return true;
  }
}
