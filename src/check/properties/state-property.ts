import type { StatePredicate } from './predicate.ts';
import { Predicate } from './predicate.ts';
import type { Judge, JudgedProperty } from './property.ts';

/** A property of states, each by itself: no order of marks makes a difference to it. */
export class StateProperty implements JudgedProperty {
  readonly kind: 'always' | 'eventually';
  readonly seesStates = true;
  readonly name: string;
  readonly #predicate: StatePredicate;
  readonly #judgeOf: (predicate: Predicate) => Judge;

  constructor(
    kind: StateProperty['kind'],
    [name, predicate]: readonly [string, StatePredicate],
    judgeOf: (predicate: Predicate) => Judge,
  ) {
    this.kind = kind;
    this.name = name;
    this.#predicate = predicate;
    this.#judgeOf = judgeOf;
  }

  usesOf(): readonly never[] {
    return [];
  }

  judge(): Promise<Judge> {
    return Promise.resolve(this.#judgeOf(new Predicate(this, this.#predicate)));
  }
}
