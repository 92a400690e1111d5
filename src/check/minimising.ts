/** The witnesses of a report, each as small as a bounded effort makes it. */
import { Minimiser } from '../explore/minimise.ts';
import type { Goal, Shown } from '../explore/witnesses.ts';
import { isTimed } from '../trace/model.ts';
import type { Found, FoundOutcome, Path } from './collector.ts';
import { Collector } from './collector.ts';
import { unexpected } from './expectation.ts';
import { findingGoal, outcomeGoal } from './goals.ts';
import type { Session, SessionEnd } from './session.ts';
import { inStretches } from './stretches.ts';

/** How many steps are performed to make one witness smaller, and those of all outcomes or of all findings of a report. */
const mostStepsOfOne = 60_000;
const mostSteps = 120_000;
/** One gets at most this part of what is left, unless fewer are left. */
const fewest = 4;
/** How long all that takes at most where steps take long, and while somebody waits, in milliseconds. */
const mostMs = 3000;
const waitedForMs = 40;

const clock = performance.now.bind(performance);

export class Minimising {
  readonly #session: Session;
  readonly #end: SessionEnd;
  #left = mostSteps;
  #spentMs = 0;

  constructor(session: Session, end: SessionEnd) {
    this.#session = session;
    this.#end = end;
  }

  /** The path of a smaller execution for each of `outcomes` that has one: those not expected first, then those that are rare. */
  async outcomes(outcomes: readonly FoundOutcome[]): Promise<ReadonlyMap<FoundOutcome, Path>> {
    const wrong = unexpected(outcomes, this.#session.options.expect);
    const rank = (outcome: FoundOutcome): number => (wrong.has(outcome) ? 0 : outcome.executions);
    const scheduled = [...this.#end.collector.outcomes].filter(([, outcome]) => outcome.isUnscheduled !== true);
    const sorted = scheduled.sort(([, a], [, b]) => rank(a) - rank(b));
    const paths = new Map<FoundOutcome, Path>();
    for (const [at, [key, outcome]] of sorted.entries()) {
      const shown = await this.#smallest(outcome.path, outcomeGoal(key), sorted.length - at);
      if (shown !== undefined) paths.set(outcome, pathOf(shown));
    }
    return paths;
  }

  /** The same finding in a smaller execution, or itself; `left`: how many there are from this one on. */
  async finding(found: Found, key: string, left: number): Promise<Found> {
    const { judging } = this.#session;
    if (found.kind === 'violation' && judging !== undefined) {
      const violating = await this.#smallest(found.path, judging.goal(found), left);
      return (violating === undefined ? undefined : judging.again(found, violating.execution)) ?? found;
    }
    const shown = await this.#smallest(found.path, findingGoal(key, found.kind === 'race'), left);
    if (shown === undefined) return found;
    // Processes and steps have other numbers there.
    const path = pathOf(shown);
    const collector = new Collector(() => [...path], false);
    for (const [index, step] of shown.steps.entries()) collector.step(shown.execution, step, index);
    if (found.kind !== 'race') collector.end(shown.execution, 'complete');
    return collector.found.get(key) ?? found;
  }

  async #smallest(path: Path, goal: Goal, left: number): Promise<Shown | undefined> {
    if (this.#left <= path.length || !this.#isWelcome()) return undefined;
    const { search } = this.#end;
    const most = Math.min(mostStepsOfOne, this.#left / Math.min(fewest, left));
    const minimiser = new Minimiser(search, goal, most);
    const began = clock();
    const goOn = (): boolean => this.#isInTime(clock() - began);
    await inStretches(search, minimiser.run(path), goOn);
    this.#left = Math.max(0, this.#left - minimiser.performed);
    this.#spentMs += clock() - began;
    return minimiser.best;
  }

  #isInTime(ms: number): boolean {
    return this.#spentMs + ms < (this.#session.isWaitedFor ? waitedForMs : mostMs);
  }

  /**
   * Whether executions may be run that the search did not: not where a schedule was given, nor where each may ask something
   * of the world outside, and not when time is up.
   */
  #isWelcome(): boolean {
    const { strategy } = this.#session.options;
    if (typeof strategy === 'object' && 'replay' in strategy) return false;
    // In another order there may be no times for it.
    if (isTimed(this.#session.model)) return false;
    if (this.#end.stuck !== undefined || !this.#isInTime(0)) return false;
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
