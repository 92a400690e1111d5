/** What is left of a search when it stops, kept in a file for a later run. */
import { learntState } from '../explore/frontier.ts';
import { allNames } from '../explore/names.ts';
import { Search } from '../explore/search.ts';
import { collectedOf } from './collected.ts';
import { Collector } from './collector.ts';
import type { ProgramSource } from './options.ts';
import { removeSearch, writeSearch } from './resuming.ts';
import type { Session, SessionEnd } from './session.ts';

/** Keeps what is left of a search for a later run. */
export function keep(path: string, session: Session, source: ProgramSource, end: SessionEnd, notes: string[]): void {
  const { search, collector, left } = end;
  if (left === 'lost' || !(search instanceof Search)) {
    notes.push(`the search was stopped where it cannot go on from: it is not kept in ${path}`);
    return;
  }
  if (left === 'nothing') {
    removeSearch(path);
    notes.push(`the search is over and nothing is left to resume: ${path} is not there any more`);
    return;
  }
  const { maxSteps, deepens, begun } = left;
  const next = new Collector(() => [], true);
  next.inherit(collector);
  writeSearch(path, source, session.options, {
    entangled: search.settings.everythingEntangled,
    maxSteps,
    deepens,
    names: allNames(session.world),
    learnt: learntState(session.world.learnt, session.world.tracker.ranks),
    frontier: begun ? search.frontier() : { nodes: [], planned: 0, floor: 0 },
    collected: collectedOf(begun ? collector : next),
    events: session.events,
    notes: [...notes],
  });
  notes.push(`the search was kept in ${path}: it goes on from there when it is given again`);
}
