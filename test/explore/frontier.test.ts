import { describe, expect, test } from 'vitest';
import type { Collected } from '../../src/check/collected.ts';
import { addCollected, collectedOf } from '../../src/check/collected.ts';
import type { Frontier, LearntState } from '../../src/explore/frontier.ts';
import { addLearnt, learntState } from '../../src/explore/frontier.ts';
import type { NameEntries } from '../../src/explore/names.ts';
import { allNames, NameReader } from '../../src/explore/names.ts';
import { SearchWorld } from '../../src/explore/search.ts';
import type { Program, Searching } from './searching.ts';
import { countedPrograms, foundBy, randomProgram, runSearch, searching, searchWhole } from './searching.ts';

interface Kept {
  readonly names: NameEntries;
  readonly learnt: LearntState;
  readonly frontier: Frontier;
  readonly collected: Collected;
}

/** Searches in parts of about `each` executions, every part in a world of its own that knows the one before from its text. */
async function searchInParts(program: Program, each: number): Promise<{ last: Searching; parts: number }> {
  let text: string | undefined;
  for (let parts = 1; ; parts++) {
    const world = new SearchWorld('main', () => program);
    const last = searching(world);
    if (text !== undefined) takeOver(last, JSON.parse(text) as Kept);
    const behind = (): number => last.collector.executions + last.collector.redundant;
    const until = behind() + each;
    if (await runSearch(last, () => behind() < until)) return { last, parts };
    text = JSON.stringify({
      names: allNames(world),
      learnt: learntState(world.learnt, world.tracker.ranks),
      frontier: last.search.frontier(),
      collected: collectedOf(last.collector),
    } satisfies Kept);
  }
}

function takeOver({ search, collector }: Searching, { names, learnt, frontier, collected }: Kept): void {
  const { world } = search;
  new NameReader(world).add(names);
  addLearnt(world.learnt, learnt);
  world.tracker.ranks = learnt.ranks;
  addCollected(collector, collected);
  search.takeOver(frontier);
}

/** Everything, identities and paths included: those are the same when a search goes on where it stopped. */
function allOf({ search, collector }: Searching): unknown {
  return [foundBy(collector), [...collector.outcomes], sorted(collector.found), allNames(search.world)];
}

/** In which order the races of one step are found is no matter. */
function sorted<T>(found: ReadonlyMap<string, T>): [string, T][] {
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('a search that goes on in another world where it stopped is the same search', () => {
  for (const { title, make } of countedPrograms(100)) {
    test(title, async () => {
      const whole = await searchWhole(make(), 100);
      const { last } = await searchInParts(make(), 4);
      expect(allOf(last)).toEqual(allOf(whole));
    });
  }

  test('random programs', { timeout: 120_000 }, async () => {
    let stops = 0;
    for (let seed = 1; seed <= 80; seed++) {
      const whole = await searchWhole(randomProgram(seed), 400);
      if (whole.collector.executions > 400) continue;
      for (const each of [1, 6]) {
        const { last, parts } = await searchInParts(randomProgram(seed), each);
        stops += parts - 1;
        expect(allOf(last), `seed ${seed}, a stop after ${each}`).toEqual(allOf(whole));
      }
    }
    expect(stops).toBeGreaterThan(50);
  });
});
