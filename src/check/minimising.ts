/** The witnesses of a report, each as small as a bounded effort makes it. */
import { Minimiser } from '../explore/minimise.ts';
import type { Goal, Shown } from '../explore/witnesses.ts';
import type { Found, FoundOutcome, Path } from './collector.ts';
import { Collector } from './collector.ts';
import { findingGoal, outcomeGoal } from './goals.ts';
import type { Session, SessionEnd } from './session.ts';
import { inStretches } from './stretches.ts';

/** How many steps are performed to make one witness smaller, and all outcomes' and all findings' of a report. */
const mostStepsOfOne = 60_000;
const mostSteps = 120_000;
/** How long one takes at most where steps take long, in milliseconds. */
const mostMs = 3000;

const clock = performance.now.bind(performance);

/** Makes witnesses smaller; the first get most of the steps there are. */
export class Minimising {
  readonly #session: Session;
  readonly #end: SessionEnd;
  #left = mostSteps;

  constructor(session: Session, end: SessionEnd) {
    this.#session = session;
    this.#end = end;
  }

  /** The path of a smaller execution that ends as `outcome` does, or its own. */
  async outcome(outcome: FoundOutcome, key: string): Promise<Path> {
    const shown = await this.#smallest(outcome.path, outcomeGoal(key));
    return shown === undefined ? outcome.path : pathOf(shown);
  }

  /** The same finding in a smaller execution, or itself. */
  async finding(found: Found, key: string): Promise<Found> {
    const shown = await this.#smallest(found.path, findingGoal(key, found.kind === 'race'));
    if (shown === undefined) return found;
    // Processes and steps have other numbers there.
    const path = pathOf(shown);
    const collector = new Collector(() => [...path], false);
    for (const [index, step] of shown.steps.entries()) collector.step(shown.execution, step, index, true);
    if (found.kind !== 'race') collector.end(shown.execution, 'complete');
    return collector.found.get(key) ?? found;
  }

  async #smallest(path: Path, goal: Goal): Promise<Shown | undefined> {
    if (!this.#isWelcome()) return undefined;
    const { search } = this.#end;
    const minimiser = new Minimiser(search, goal, Math.min(mostStepsOfOne, this.#left / 2));
    const began = clock();
    const goOn = (): boolean => clock() - began < mostMs && !this.#session.isLate(Infinity);
    await inStretches(search, minimiser.run(path), goOn);
    this.#left = Math.max(0, this.#left - minimiser.performed);
    return minimiser.best;
  }

  /**
   * Whether executions may be run that the search did not: not where a schedule was given, nor where each may ask something
   * of the world outside, and not when it is late.
   */
  #isWelcome(): boolean {
    const { strategy } = this.#session.options;
    if (typeof strategy === 'object' && 'replay' in strategy) return false;
    if (this.#end.stuck !== undefined || this.#session.isLate(Infinity)) return false;
    for (const found of this.#end.collector.found.values()) {
      if (found.kind === 'outside' || ('foreign' in found && found.foreign)) return false;
    }
    return true;
  }
}

function pathOf({ steps }: Shown): Path {
  return steps.map(({ transition: { identity, alternative, partner, partnerAlternative } }) => ({
    identity,
    alternative,
    partner,
    partnerAlternative,
  }));
}
