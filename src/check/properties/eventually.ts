import type { Cut } from '../../causality/consistent-cuts.ts';
import { eventsIn, wayAround, wholeCut } from '../../causality/consistent-cuts.ts';
import type { Execution } from '../../explore/execution.ts';
import { spinOf } from '../collector.ts';
import type { Run } from '../cuts/run.ts';
import { runOf } from '../cuts/run-of.ts';
import type { Predicate, StatePredicate } from './predicate.ts';
import { mostStatesOf, readPredicate, tooManyStates } from './predicate.ts';
import type { Judge, Property, Reach, Violation } from './property.ts';
import { StateProperty } from './state-property.ts';

/**
 * Every execution comes to a state in which the predicate holds, whatever the order of its events, if nobody is put off for
 * ever: one that ends, well, in an error or in a deadlock, before it ends; one that goes round a loop for ever, before that
 * or in it. Of an execution that was cut nothing is said, and certainty is `bounded` then.
 *
 * The predicate is asked again and again, and must depend on nothing but the state it is given.
 *
 * @param name how reports call it; by default the predicate's name or text.
 * @param predicate whether it has come to pass in a state.
 * @throws TypeError when there is no predicate.
 * @example
 * const served = eventually('served', (state) => state.marks('client').some(({ label }) => label === 'served'))
 * const { verdict } = await check(async () => {
 *   const ready = atomic(false)
 *   go('server', async () => void ((await choose(true, false)) && (await ready.store(true))))
 *   go('client', async () => {
 *     while (!(await ready.load()));
 *     await mark('served')
 *   })
 * }, { properties: [served] })
 * console.log(verdict) // violation
 */
export function eventually(name: string, predicate: StatePredicate): Property;
export function eventually(predicate: StatePredicate): Property;
export function eventually(...given: readonly [string | StatePredicate, StatePredicate?]): Property {
  return new StateProperty('eventually', readPredicate('eventually', given), (asked) => new EventuallyJudge(asked));
}

/** Rounds that end later on a path are not looked at. */
const longestRound = 200;

/** Thrown within when a predicate is asked too often. */
class TooOften extends Error {}

class EventuallyJudge implements Judge {
  isPartial = false;
  readonly #predicate: Predicate;

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
    if (reach !== 'complete') return undefined;
    const run = runOf(execution, true);
    const way = this.#wayAround(run);
    return way === undefined ? undefined : this.#violation(execution, run, way);
  }

  along(execution: Execution, ended: boolean): Violation | undefined {
    if (!ended) return undefined;
    const run = runOf(execution, true);
    const way = cutsAlong(run);
    return way.some((cut) => this.#predicate.holdsAt(run, cut)) ? undefined : this.#violation(execution, run, way);
  }

  endless(execution: Execution, length: number): Violation | undefined {
    const { steps } = execution;
    if (steps.length > longestRound) return undefined;
    const run = runOf(execution, false);
    if (cutsAlong(run).some((cut) => this.#predicate.holdsAt(run, cut))) return undefined;
    const visible = this.#predicate.visibleIn(run);
    // Everything comes back to what it was but marks, which become more and more: of those nothing can be said.
    const isCounted = run.events.some(
      ({ marks }, at) => at >= steps.length - length && marks.length > 0 && visible.has(at),
    );
    if (isCounted) return undefined;
    const told = this.#predicate.tell(run, wholeCut(run.order));
    const message = `never true: the last ${length} steps can be repeated for ever where ${told}`;
    return { message, steps: steps.map((_, at) => at), needs: undefined, weight: 0 };
  }

  /** An order of the events that never comes to where the predicate holds. */
  #wayAround(run: Run): readonly Cut[] | undefined {
    const predicate = this.#predicate;
    const { order, isMoment } = run;
    let left = mostStatesOf(run);
    const holds = (cut: Cut): boolean => {
      if (left-- === 0) throw new TooOften();
      // Nothing passes through a cut that is no moment.
      if (isMoment?.(cut) === false) return true;
      return predicate.holdsAt(run, cut);
    };
    try {
      for (;;) {
        const { asked } = predicate;
        const visible = predicate.visibleIn(run);
        const way = wayAround(order, holds, (event) => isMoment !== undefined || visible.has(event));
        // It may tell more of them apart than it was known to.
        if (predicate.asked === asked) return way;
      }
    } catch (error) {
      if (!(error instanceof TooOften)) throw error;
      this.isPartial = true;
      return undefined;
    }
  }

  #violation(execution: Execution, run: Run, way: readonly Cut[]): Violation {
    const goer = execution.processes.find((process) => spinOf(process, execution) !== undefined);
    const told = this.#predicate.tell(run, wholeCut(run.order));
    const end = goer === undefined ? 'it ends where' : `${goer.name} goes round for ever where`;
    return { message: `never true: ${end} ${told}`, steps: stepsOn(run, way), needs: undefined, weight: 0 };
  }
}

/** The cuts that the events came through in the order in which they happened. */
function cutsAlong({ order, events }: Run): Cut[] {
  const cut = order.chains.map(() => 0);
  const cuts: Cut[] = [cut.slice()];
  for (const { chain } of events) {
    cut[chain] = (cut[chain] as number) + 1;
    cuts.push(cut.slice());
  }
  return cuts;
}

/** The events in an order that passes through the cuts. */
function stepsOn({ order }: Run, cuts: readonly Cut[]): readonly number[] {
  const steps = new Set<number>();
  for (const cut of cuts) for (const event of eventsIn(order, cut)) steps.add(event);
  return [...steps];
}
