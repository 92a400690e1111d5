/** Searches of tests: run to their end, or as far as they are let. */
import { Collector } from '../../src/check/collector.ts';
import type { SearchSettings } from '../../src/explore/search.ts';
import { Search, SearchWorld } from '../../src/explore/search.ts';
import { runInSlices } from '../../src/explore/slices.ts';
import { asynchronous } from '../../src/trace/model.ts';
import { rows } from '../corpus/counts/table.ts';
import { generate } from '../oracle/generate.ts';
import { interpret } from '../oracle/interpret.ts';

export type Program = () => unknown;

export const plainSettings: SearchSettings = {
  reduction: 'optimal',
  maxSteps: 300,
  seed: 1,
  ticks: 2,
  model: asynchronous(),
  everythingEntangled: false,
  everyStart: false,
};

/** A search with what it takes down. */
export interface Searching {
  readonly search: Search;
  readonly collector: Collector;
}

export function searching(world: SearchWorld, settings: SearchSettings = plainSettings): Searching {
  const made: { search?: Search } = {};
  const collector = new Collector(() => (made.search as Search).names(), false);
  const search = new Search(world, settings, collector);
  made.search = search;
  return { search, collector };
}

/** Searches until it is over, or `mayGoOn` says no; whether it is over. */
export async function runSearch({ search }: Searching, mayGoOn: () => boolean): Promise<boolean> {
  const between = (): boolean => true;
  const end = await runInSlices(search, { mayGoOn, between, patient: true, firm: false, interruptible: false });
  if (end.how !== 'done' && end.how !== 'stopped') throw new Error(`the search ended ${end.how}`);
  return end.how === 'done';
}

/** Searches to the end, or a little beyond `most` executions. */
export async function searchWhole(program: Program, most: number): Promise<Searching> {
  const whole = searching(new SearchWorld('main', () => program));
  await runSearch(whole, () => whole.collector.executions <= most);
  return whole;
}

/** What a search found, in words: no identities, which are others in other worlds, and no paths. */
export function foundBy({ executions, redundant, cut, outcomes, found }: Collector): object {
  return {
    executions,
    redundant,
    cut,
    outcomes: [...outcomes].map(([key, outcome]) => `${key} ${outcome.executions} ${outcome.path.length}`).sort(),
    found: [...found.values()].map((one) => findingText(one)).sort(),
  };
}

function findingText(found: ReturnType<Collector['found']['get']>): string {
  switch (found?.kind) {
    case 'race':
      return `race ${[found.first.kind, found.second.kind].sort().join(' ')}`;
    case 'deadlock':
    case 'leak':
    case 'livelock':
      return `${found.kind} ${found.waits.map(({ text }) => text).join(' | ')} ${found.path.length}`;
    case 'panic':
      return `panic ${found.process} ${found.error} ${found.path.length}`;
    case 'lost value':
      return `lost ${found.process} ${found.path.length}`;
    default:
      return found?.kind ?? '';
  }
}

/** A program that is drawn at random. */
export function randomProgram(seed: number): Program {
  const program = generate(seed);
  return () => interpret(program, new Map())();
}

/** The programs with published counts of at most `most` traces. */
export function countedPrograms(most: number): { readonly title: string; readonly make: () => Program }[] {
  return rows
    .filter(({ traces }) => traces <= most)
    .map(({ name, n, make }) => ({ title: n === undefined ? name : `${name} (${n})`, make }));
}
