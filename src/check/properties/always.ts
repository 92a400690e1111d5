import type { Cut } from '../../causality/consistent-cuts.ts';
import { consistentCuts, eventsIn, wholeCut } from '../../causality/consistent-cuts.ts';
import type { Execution } from '../../explore/execution.ts';
import type { Run } from '../cuts/run.ts';
import { runOf } from '../cuts/run-of.ts';
import type { Predicate, StatePredicate } from './predicate.ts';
import { mostStatesOf, readPredicate, tooManyStates } from './predicate.ts';
import type { Judge, Property, Reach, Violation } from './property.ts';
import { StateProperty } from './state-property.ts';

/**
 * In every state of every execution the predicate holds: there is no order of events that passes through a state in which it
 * does not. The states of an execution are its consistent cuts, so those between unordered events are seen too, which the
 * order that was explored did not pass through.
 *
 * The predicate is asked again and again, and must depend on nothing but the state it is given.
 *
 * @param name how reports call it; by default the predicate's name or text.
 * @param predicate whether all is well in a state.
 * @throws TypeError when there is no predicate.
 * @example
 * const apart = always('never both', (state) => !(state.value('x') === 1 && state.value('y') === 1))
 * const { verdict } = await check(async () => {
 *   const x = shared(0, 'x')
 *   const y = shared(0, 'y')
 *   go('P', () => x.write(1))
 *   go('Q', () => y.write(1))
 * }, { properties: [apart] })
 * console.log(verdict) // violation
 */
export function always(name: string, predicate: StatePredicate): Property;
export function always(predicate: StatePredicate): Property;
export function always(...given: readonly [string | StatePredicate, StatePredicate?]): Property {
  return new StateProperty('always', readPredicate('always', given), (asked) => new AlwaysJudge(asked));
}

const everyCut = (): boolean => true;

class AlwaysJudge implements Judge {
  readonly #predicate: Predicate;
  isPartial = false;

  constructor(predicate: Predicate) {
    this.#predicate = predicate;
  }

  get isTested(): boolean {
    return this.#predicate.isTested;
  }

  get notes(): readonly string[] {
    return this.isPartial ? [tooManyStates] : [];
  }

  look(execution: Execution, reach: Reach): Violation | undefined {
    const run = runOf(execution, reach === 'complete');
    const cut = this.#wrongCut(run);
    return cut === undefined ? undefined : this.#violation(run, cut);
  }

  along(execution: Execution, ended: boolean): Violation | undefined {
    const run = runOf(execution, ended);
    const cut = wholeCut(run.order);
    return this.#predicate.holdsAt(run, cut) ? undefined : this.#violation(run, cut);
  }

  /** A cut at which the predicate does not hold. */
  #wrongCut(run: Run): Cut | undefined {
    const predicate = this.#predicate;
    for (;;) {
      const { asked } = predicate;
      const visible = predicate.visibleIn(run);
      const isMoment = run.isMoment ?? everyCut;
      let left = mostStatesOf(run);
      // Where not every cut is a moment the least of those with one state may be none, though another is.
      for (const cut of consistentCuts(run.order, (event) => isMoment !== everyCut || visible.has(event))) {
        if (isMoment(cut) && !predicate.holdsAt(run, cut)) return cut;
        if (--left > 0) continue;
        this.isPartial = true;
        return undefined;
      }
      // It may tell more of them apart than it was known to.
      if (predicate.asked === asked) return undefined;
    }
  }

  #violation(run: Run, cut: Cut): Violation {
    return {
      message: `false where ${this.#predicate.tell(run, cut)}`,
      steps: eventsIn(run.order, cut),
      needs: undefined,
      weight: 0,
    };
  }
}
