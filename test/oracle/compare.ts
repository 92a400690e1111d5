/** The reduced searches held against the one that leaves nothing out. */

import type { Exploration } from './explore.ts';
import { explore, OracleWorld } from './explore.ts';
import type { Program } from './program.ts';
import { actionsOf } from './program.ts';

export interface Comparison {
  /** What differs, in words; empty when all agree. */
  readonly differences: readonly string[];
  readonly interleavings: number;
  readonly source: Exploration;
  readonly sleep: Exploration;
  readonly cached: Exploration;
}

/** Compares; undefined when the program has more interleavings than are allowed. */
export async function compare(program: Program, interleavings: number): Promise<Comparison | undefined> {
  const world = new OracleWorld(program);
  const naive = await explore(world, { reduction: 'naive', executions: interleavings });
  if (naive === undefined) return undefined;
  // A reduced search does less: one that takes ten times as many executions has lost its way.
  const limit = 10 * interleavings;
  const source = await explore(world, { reduction: 'optimal', executions: limit });
  const sleep = await explore(world, { reduction: 'sleep', executions: limit });
  const cached = await explore(world, { reduction: 'cached', executions: limit });
  if (source === undefined || sleep === undefined || cached === undefined)
    throw new Error(`a reduced search takes more than ${limit} executions`);
  const differences = [
    ...differencesOf('optimal', naive, source),
    ...differencesOf('sleep', naive, sleep),
    ...differencesOf('cached', endsOf(naive), endsOf(cached)),
  ];
  // Which step completes a join of strands, and goes on from there, is no property of a trace.
  if (![...actionsOf(program)].some(({ kind }) => kind === 'race' || kind === 'all')) {
    differences.push(...missing(naive.traces, source.traces).map((trace) => `source misses the trace ${trace}`));
  }
  if (countsOnce(program) && source.executions !== sleep.executions) {
    differences.push(`source completes ${source.executions} executions, sleep ${sleep.executions}`);
  }
  return { differences, interleavings: naive.executions, source, sleep, cached };
}

/** What differs between the search that tells states apart and the unreduced one; undefined where that takes too long. */
export async function compareCached(program: Program, interleavings: number): Promise<readonly string[] | undefined> {
  const world = new OracleWorld(program);
  const naive = await explore(world, { reduction: 'naive', executions: interleavings });
  if (naive === undefined) return undefined;
  const cached = await explore(world, { reduction: 'cached', executions: 10 * interleavings });
  if (cached === undefined) throw new Error(`telling states apart takes more than ${10 * interleavings} executions`);
  return differencesOf('cached', endsOf(naive), endsOf(cached));
}

/**
 * Whether both reductions promise one execution for each trace: without operations that take away from one another, and
 * without requests of several units, of which a sleep set does not know whether enough are left.
 */
function countsOnce(program: Program): boolean {
  for (const { kind, signal, on, value } of actionsOf(program)) {
    if (kind === 'select' || signal !== undefined || (on === 's' && value !== 1)) return false;
  }
  return true;
}

function differencesOf(name: string, naive: Exploration, reduced: Exploration): string[] {
  return [
    ...missing(naive.outcomes, reduced.outcomes).map((outcome) => `${name} misses the outcome ${outcome}`),
    ...missing(reduced.outcomes, naive.outcomes).map((outcome) => `${name} invents the outcome ${outcome}`),
    ...missing(naive.races, reduced.races).map((race) => `${name} misses the race ${race}`),
    ...missing(reduced.races, naive.races).map((race) => `${name} invents the race ${race}`),
    ...reduced.detectorDisagreements.map((text) => `race detectors disagree under ${name}: ${text}`),
    ...(name === 'optimal' ? naive.detectorDisagreements.map((text) => `race detectors disagree: ${text}`) : []),
  ];
}

/** What a search that tells states apart promises: what main returned and who waits, not what others saw on the way. */
function endsOf(exploration: Exploration): Exploration {
  return { ...exploration, outcomes: exploration.ends };
}

function missing(from: ReadonlySet<string>, among: ReadonlySet<string>): string[] {
  return [...from].filter((one) => !among.has(one));
}
