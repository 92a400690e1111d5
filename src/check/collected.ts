/** What a collector took down, as data: it is added to by another thread, or kept for a later run. */

import type { Renaming } from '../explore/names.ts';
import { renamedIdentity, renamedTransition } from '../explore/names.ts';
import type { Collector, Found, FoundOutcome, Path } from './collector.ts';
import { maxRerun, maxSamples, maxSpun } from './collector.ts';

export interface Collected {
  readonly outcomes: readonly (readonly [string, FoundOutcome])[];
  readonly found: readonly Found[];
  readonly surprises: readonly (readonly [string, Path])[];
  readonly executions: number;
  readonly redundant: number;
  readonly cut: number;
  readonly cutByTicks: number;
  readonly tickersExhausted: boolean;
  readonly interleavings: number;
  readonly samples: readonly Path[];
  readonly spun: readonly Path[];
  /** Where they can still be of use. */
  readonly fingerprints: readonly (readonly [string, string])[] | undefined;
}

export function collectedOf(collector: Collector): Collected {
  const { executions, redundant, cut, cutByTicks, tickersExhausted, interleavings, fingerprints } = collector;
  return {
    outcomes: [...collector.outcomes],
    found: [...collector.found.values()],
    surprises: [...collector.surprises],
    executions,
    redundant,
    cut,
    cutByTicks,
    tickersExhausted,
    interleavings,
    samples: collector.samples.filter((sample) => sample !== undefined),
    spun: collector.spun,
    fingerprints: fingerprints === undefined || interleavings > maxRerun ? undefined : [...fingerprints],
  };
}

export function renamedCollected(collected: Collected, names: Renaming): Collected {
  return {
    ...collected,
    outcomes: collected.outcomes.map(([key, outcome]) => [key, { ...outcome, path: renamedPath(outcome.path, names) }]),
    found: collected.found.map((found) => renamedFound(found, names)),
    surprises: collected.surprises.map(([what, path]) => [what, renamedPath(path, names)]),
    samples: collected.samples.map((path) => renamedPath(path, names)),
    spun: collected.spun.map((path) => renamedPath(path, names)),
  };
}

export function renamedPath(path: Path, names: Renaming): Path {
  return path.map((name) => renamedTransition(name, names));
}

function renamedFound(found: Found, names: Renaming): Found {
  const path = renamedPath(found.path, names);
  const identity = (one: number): number => renamedIdentity(one, names);
  switch (found.kind) {
    case 'race': {
      const first = { ...found.first, identity: identity(found.first.identity) };
      const second = { ...found.second, identity: identity(found.second.identity) };
      return { ...found, path, first, second, object: identity(found.object) };
    }
    case 'deadlock':
    case 'leak':
    case 'livelock': {
      const waits = found.waits.map(({ text, object }) => ({
        text,
        object: object === undefined ? undefined : identity(object),
      }));
      return { ...found, path, waits };
    }
    case 'lost value':
      return { ...found, path, identity: identity(found.identity) };
    case 'panic':
    case 'outside':
    case 'violation':
      return { ...found, path };
  }
}

/** Adds what was taken down elsewhere. */
export function addCollected(collector: Collector, collected: Collected): void {
  for (const [key, outcome] of collected.outcomes) {
    const known = collector.outcomes.get(key);
    if (known === undefined) collector.outcomes.set(key, { ...outcome });
    else {
      known.executions += outcome.executions;
      if (outcome.path.length < known.path.length) known.path = outcome.path;
    }
  }
  for (const found of collected.found) collector.note(found);
  for (const [what, path] of collected.surprises)
    if (!collector.surprises.has(what)) collector.surprises.set(what, path);
  collector.executions += collected.executions;
  collector.redundant += collected.redundant;
  collector.cut += collected.cut;
  collector.cutByTicks += collected.cutByTicks;
  if (collected.tickersExhausted) collector.tickersExhausted = true;
  collector.interleavings += collected.interleavings;
  addSamples(collector, collected.samples);
  collector.spun.push(...collected.spun.slice(0, Math.max(0, maxSpun - collector.spun.length)));
  if (collected.fingerprints === undefined) collector.fingerprints = undefined;
  else for (const [structure, content] of collected.fingerprints) collector.fingerprints?.set(structure, content);
}

/** As many as one collector keeps, evenly from both. */
function addSamples({ samples }: Collector, others: readonly Path[]): void {
  for (const [at, sample] of others.entries()) {
    if (samples.length < maxSamples) samples.push(sample);
    else if (at % 2 === 1) samples[at] = sample;
  }
}
