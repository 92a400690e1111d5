/** The smallest witnesses of a small program, by running every interleaving there is; and what the minimiser makes of them. */
import { Collector } from '../../src/check/collector.ts';
import { findingGoal, outcomeGoal } from '../../src/check/goals.ts';
import { inStretches } from '../../src/check/stretches.ts';
import type { Cost } from '../../src/explore/cost.ts';
import { costOf, isLess } from '../../src/explore/cost.ts';
import type { Execution } from '../../src/explore/execution.ts';
import { Guide } from '../../src/explore/guided.ts';
import { Minimiser } from '../../src/explore/minimise.ts';
import { Search, SearchWorld } from '../../src/explore/search.ts';
import { shortened } from '../../src/explore/shortening.ts';
import type { Step } from '../../src/explore/step.ts';
import type { TransitionName } from '../../src/explore/transition.ts';
import type { Goal } from '../../src/explore/witnesses.ts';
import { Witnesses } from '../../src/explore/witnesses.ts';
import { asynchronous } from '../../src/trace/model.ts';

export interface Witnessed {
  readonly key: string;
  /** The one the search came across, the smallest there is, what the minimiser made, and what it makes without trying all. */
  readonly original: Cost;
  readonly smallest: Cost;
  readonly minimised: Cost;
  readonly isSmallest: boolean;
  readonly shortened: Cost;
}

const settings = {
  reduction: 'source',
  maxSteps: 300,
  seed: 1,
  ticks: 2,
  model: asynchronous(),
  everythingEntangled: false,
  everyStart: false,
} as const;

/** More than any program here needs. */
const manySteps = 400_000;

/** Every witness of `program`; undefined when it has more than so many interleavings, or more than the search may take. */
export async function witnessesOf(
  program: () => unknown,
  interleavings: number,
): Promise<readonly Witnessed[] | undefined> {
  const world = new SearchWorld('main', () => program);
  let search: Search | undefined;
  const collector = new Collector(() => (search as Search).names(), false);
  search = new Search(world, settings, collector);
  const ended = await inStretches(search, within(search, interleavings * 4, collector), () => true);
  if (!ended || collector.executions + collector.redundant > interleavings * 4 || collector.leftTheModel)
    return undefined;
  const replays = new Search(world, settings, new Collector(() => [], false));
  const smallest = new Map<string, Cost>();
  let count = 0;
  await inStretches(
    replays,
    everyInterleaving(replays, interleavings, (execution) => {
      count++;
      for (const [key, cost] of shownBy(execution)) {
        const known = smallest.get(key);
        if (known === undefined || isLess(cost, known)) smallest.set(key, cost);
      }
    }),
    () => true,
  );
  if (count > interleavings) return undefined;
  const goals: [string, readonly TransitionName[], Goal][] = [
    ...[...collector.outcomes].map(([key, { path }]): [string, readonly TransitionName[], Goal] => [
      key,
      path,
      outcomeGoal(key),
    ]),
    ...[...collector.found].map(([key, { path, kind }]): [string, readonly TransitionName[], Goal] => [
      key,
      path,
      findingGoal(key, kind === 'race'),
    ]),
  ];
  const witnessed: Witnessed[] = [];
  for (const [key, path, goal] of goals) witnessed.push(await minimised(replays, key, path, goal, smallest.get(key)));
  return witnessed;
}

async function minimised(
  search: Search,
  key: string,
  path: readonly TransitionName[],
  goal: Goal,
  smallest: Cost | undefined,
): Promise<Witnessed> {
  const minimiser = new Minimiser(search, goal, manySteps);
  await inStretches(search, minimiser.run(path), () => true);
  const witnesses = new Witnesses(search, goal);
  let original: Cost | undefined;
  await inStretches(
    search,
    (function* (): Generator<void, void, void> {
      original = witnesses.attempt(new Guide(path, []))?.cost;
      witnesses.begin(path);
      yield* shortened(witnesses, manySteps);
    })(),
    () => true,
  );
  if (original === undefined || smallest === undefined || minimiser.best === undefined || witnesses.best === undefined)
    throw new Error(`${key} was not shown again: ${JSON.stringify({ original, smallest })}`);
  return {
    key,
    original,
    smallest,
    minimised: minimiser.best.cost,
    isSmallest: minimiser.isSmallest,
    shortened: witnesses.best.cost,
  };
}

function* within(search: Search, executions: number, collector: Collector): Generator<void, void, void> {
  for (const _ of search.run()) {
    if (collector.executions + collector.redundant > executions) return;
    yield;
  }
}

/** Runs every interleaving, joins and marks at every place too, which the searches do not. */
function* everyInterleaving(
  search: Search,
  most: number,
  note: (execution: Execution) => void,
): Generator<void, void, void> {
  const toRun: TransitionName[][] = [[]];
  for (let count = 0; toRun.length > 0 && count <= most; count++) {
    const path = toRun.pop() as TransitionName[];
    const along = path.slice();
    const guide = new Guide(path, []);
    const execution = search.follow(false, (all, at) => {
      if (at < path.length) return guide.choose(all, at);
      const [chosen, ...others] = all;
      for (const other of others) toRun.push([...along, other]);
      if (chosen !== undefined) along.push(chosen);
      return chosen;
    });
    note(execution);
    yield;
  }
}

/** What an execution shows, with the cost of as much of it as that takes. */
function shownBy(execution: Execution): Map<string, Cost> {
  const shown = new Map<string, Cost>();
  const collector = new Collector(() => [], false);
  const note = (keys: Iterable<string>, steps: readonly Step[]): void => {
    const cost = costOf(steps.map(({ transition }) => transition.pending.process.index));
    for (const key of keys) if (!shown.has(key)) shown.set(key, cost);
  };
  for (const [index, step] of execution.steps.entries()) {
    collector.step(execution, step, index);
    note(collector.found.keys(), execution.steps.slice(0, index + 1));
  }
  collector.end(execution, 'complete');
  note(collector.found.keys(), execution.steps);
  note(collector.outcomes.keys(), execution.steps);
  return shown;
}
