/** The reduced searches held against the one that leaves nothing out. */

import { synchronous } from '../../src/trace/model.ts';
import type { Exploration } from './explore.ts';
import { explore, OracleWorld } from './explore.ts';
import type { Program } from './program.ts';
import { actionsOf } from './program.ts';

export interface Comparison {
  /** What differs, in words; empty when all agree. */
  readonly differences: readonly string[];
  readonly interleavings: number;
  /** How many traces there are where no channel is taken for an inbox. */
  readonly queues: number;
  readonly optimal: Exploration;
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
  const optimal = await explore(world, { reduction: 'optimal', executions: limit });
  const source = await explore(world, { reduction: 'source', executions: limit });
  const sleep = await explore(world, { reduction: 'sleep', executions: limit });
  const cached = await explore(world, { reduction: 'cached', executions: limit });
  if (optimal === undefined || source === undefined || sleep === undefined || cached === undefined)
    throw new Error(`a reduced search takes more than ${limit} executions`);
  const differences = [
    ...differencesOf('optimal', naive, optimal),
    ...differencesOf('source', naive, source),
    ...differencesOf('sleep', naive, sleep),
    ...differencesOf('cached', endsOf(naive), endsOf(cached)),
  ];
  if (!hasMerges(program)) {
    // Where a channel is an inbox, traces are those of its messages.
    const isQueue = world.search.learnt.inboxes.size === 0;
    const all = isQueue ? naive : await explore(world, { reduction: 'naive', executions: limit });
    if (all === undefined) throw new Error(`the unreduced search of an inbox takes more than ${limit} executions`);
    differences.push(...missing(all.traces, optimal.traces).map((trace) => `optimal misses the trace ${trace}`));
  }
  if (countsOnce(program) && optimal.executions !== sleep.executions) {
    differences.push(`optimal completes ${optimal.executions} executions, sleep ${sleep.executions}`);
  }
  // Where a program ends in the middle, everything else is tried there.
  const panics = [...optimal.outcomes].some((outcome) => outcome.includes(' panics: '));
  if (isPlain(program) && !panics && (optimal.redundant > 0 || optimal.executions !== optimal.traces.size)) {
    const { executions, redundant, traces } = optimal;
    differences.push(
      `optimal takes ${executions} executions and ${redundant} redundant ones for ${traces.size} traces`,
    );
  }
  return { differences, interleavings: naive.executions, queues: naive.traces.size, optimal, source, sleep, cached };
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

/** The searches of a program under virtual time, against each other. */
export interface VirtualComparison {
  readonly differences: readonly string[];
  readonly naive: Exploration;
  readonly optimal: Exploration;
}

/** The same under virtual time; undefined when the program has more interleavings than are allowed. */
export async function compareVirtual(program: Program, interleavings: number): Promise<VirtualComparison | undefined> {
  const world = new OracleWorld(program);
  const model = synchronous({ delay: [0, 0], step: [0, 0] });
  const naive = await explore(world, { reduction: 'naive', executions: interleavings, model });
  if (naive === undefined) return undefined;
  const limit = 10 * interleavings;
  const [optimal, source, sleep] = [
    await explore(world, { reduction: 'optimal', executions: limit, model }),
    await explore(world, { reduction: 'source', executions: limit, model }),
    await explore(world, { reduction: 'sleep', executions: limit, model }),
  ];
  if (optimal === undefined || source === undefined || sleep === undefined)
    throw new Error(`a reduced search takes more than ${limit} executions`);
  const differences = [
    ...differencesOf('optimal', naive, optimal),
    ...differencesOf('source', naive, source),
    ...differencesOf('sleep', naive, sleep),
  ];
  if (!hasMerges(program))
    differences.push(...missing(naive.traces, optimal.traces).map((trace) => `optimal misses the trace ${trace}`));
  if (countsOnce(program) && optimal.executions !== sleep.executions)
    differences.push(`optimal completes ${optimal.executions} executions, sleep ${sleep.executions}`);
  return { differences, naive, optimal };
}

/** Which step completes a join of strands, and goes on from there, is no property of a trace. */
function hasMerges(program: Program): boolean {
  return [...actionsOf(program)].some(({ kind }) => kind === 'race' || kind === 'all');
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

/** Actions of programs for which the search promises one execution for each trace, and none besides. */
const plainKinds: ReadonlySet<string> = new Set([
  'read', 'write', 'update', 'load', 'store', 'swap', 'add', 'compareAndSwap', 'plain.read', 'plain.write',
  'lock', 'unlock', 'tryLock', 'once', 'send', 'receive', 'next', 'drain', 'close', 'length',
  'choose', 'call', 'if', 'spawn', 'mark', 'checkpoint',
]); // biome-ignore format: one line for each primitive

/** Whether a program has only operations that go in one way: on cells, atomics, mutexes, onces and channels. */
function isPlain(program: Program): boolean {
  for (const { kind, signal, on } of actionsOf(program)) {
    if (!plainKinds.has(kind) || signal !== undefined || (on !== undefined && !/^([xyamno]|c[012ij]|d0)$/.test(on)))
      return false;
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
