import { expect, test } from 'vitest';
import { renamedPath } from '../../src/check/collected.ts';
import { Replayer } from '../../src/check/replaying.ts';
import type { Renaming } from '../../src/explore/names.ts';
import { allNames, NameReader, NameWriter, renamedPlace } from '../../src/explore/names.ts';
import { NotRepeatable } from '../../src/explore/not-repeatable.ts';
import { SearchWorld } from '../../src/explore/search.ts';
import type { TransitionName } from '../../src/explore/transition.ts';
import type { Trace } from '../../src/trace/trace.ts';
import type { Program, Searching } from './searching.ts';
import { countedPrograms, randomProgram, runSearch, searching } from './searching.ts';

/** Paths of a search, and what is needed to run them again. */
async function explored(program: Program): Promise<Searching> {
  const one = searching(new SearchWorld('main', () => program));
  await runSearch(one, () => one.collector.executions < 30);
  return one;
}

async function traceAlong({ search }: Searching, path: readonly TransitionName[]): Promise<Trace> {
  const replayed = await new Replayer(search, 'main', undefined).along(path, false);
  if (replayed instanceof NotRepeatable) throw replayed;
  return replayed.trace;
}

/** Runs paths of one world in another, which never saw the program, by their names alone. */
async function runElsewhere(program: Program): Promise<number> {
  const here = await explored(program);
  const there = searching(new SearchWorld('main', () => program));
  const { learnt, tracker } = here.search.world;
  const writer = new NameWriter(here.search.world);
  const reader = new NameReader(there.search.world);
  for (const process of learnt.explicitStarts) {
    const number = writer.process(process);
    reader.add(writer.takeEntries());
    there.search.world.learnt.explicitStarts.add(reader.process(number));
  }
  there.search.world.tracker.ranks = tracker.ranks;
  let steps = 0;
  for (const { path } of here.collector.outcomes.values()) {
    const written = JSON.stringify(renamedPath(path, writer));
    reader.add(writer.takeEntries());
    const read = renamedPath(JSON.parse(written) as TransitionName[], reader);
    expect(await traceAlong(there, read)).toEqual(await traceAlong(here, path));
    steps += path.length;
  }
  return steps;
}

test('a path that was written down leads to the same steps in another world', { timeout: 60_000 }, async () => {
  let steps = 0;
  for (let seed = 1; seed <= 40; seed++) steps += await runElsewhere(randomProgram(seed));
  expect(steps).toBeGreaterThan(500);
});

test('all names of a world, read in a fresh one, stand for the same identities', async () => {
  for (const { make } of countedPrograms(20)) {
    const { search } = await explored(make());
    const { identities } = search.world;
    const other = new SearchWorld('main', make);
    const entries = allNames(search.world);
    new NameReader(other).add(entries);
    expect([other.identities.made, other.identities.processes]).toEqual([identities.made, identities.processes]);
    expect(allNames(other)).toEqual(entries);
    for (let process = 0; process < identities.processes; process++)
      expect(other.identities.seedOf(process)).toBe(identities.seedOf(process));
  }
});

test('places of a process are renamed with it, and no others', () => {
  const names: Renaming = { identity: (identity) => identity, process: (process) => process + 10 };
  for (let place = -1; place < 8; place++) expect(renamedPlace(place, names)).toBe(place);
  const kept = [...new Array<undefined>(12).keys()].map((at) =>
    renamedPlace(renamedPlace(-2 - at, names), { ...names, process: (process) => process - 10 }),
  );
  expect(kept).toEqual([...kept.keys()].map((at) => -2 - at));
});
