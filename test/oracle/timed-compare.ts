/** The search under bounded times held against brute force. */

import type { Execution } from '../../src/explore/execution.ts';
import type { End, Observer, Reduction } from '../../src/explore/search.ts';
import { SearchWorld } from '../../src/explore/search.ts';
import { runInSlices } from '../../src/explore/slices.ts';
import { TimedSearch } from '../../src/explore/timed/timed-search.ts';
import { install } from '../../src/kernel/driver.ts';
import type { PartiallySynchronousModel, SynchronousModel } from '../../src/trace/model.ts';
import type { Logs } from './interpret.ts';
import type { TimedProgram } from './timed.ts';
import { modelOf, runTimed } from './timed.ts';
import { endText } from './timed-state.ts';

/** What an exploration came to. */
export interface TimedExploration {
  readonly outcomes: ReadonlySet<string>;
  readonly executions: number;
  readonly redundant: number;
  readonly dead: number;
}

/** Explores; undefined when there are more than `most` executions. */
export async function exploreTimed(
  program: TimedProgram,
  reduction: Reduction,
  most: number,
): Promise<TimedExploration | undefined> {
  const logs: Logs = new Map();
  const outcomes = new Set<string>();
  let executions = 0;
  let redundant = 0;
  const observer: Observer = {
    step: () => {},
    begin: (execution) => {
      logs.clear();
      install(execution.calls);
    },
    end: (execution, how) => {
      if (how === 'redundant') redundant++;
      else executions++;
      const outcome = outcomeOf(execution, how, logs);
      if (outcome !== undefined) outcomes.add(outcome);
    },
    restart: () => {
      outcomes.clear();
      executions = 0;
      redundant = 0;
    },
  };
  const model = modelOf(program) as SynchronousModel | PartiallySynchronousModel;
  const settings = { reduction, maxSteps: 400, seed: 1, ticks: 2, model, everythingEntangled: false, everyStart: true };
  const search = new TimedSearch(new SearchWorld('timed', () => runTimed(program, logs)), settings, model, observer);
  const end = await runInSlices(search, {
    mayGoOn: () => executions + redundant + search.dead <= most,
    between: () => true,
    patient: true,
    firm: false,
    interruptible: false,
  });
  if (end.how === 'stopped') return undefined;
  if (end.how !== 'done' || !end.covered) throw new Error(`the search ended ${end.how}`);
  return { outcomes, executions, redundant, dead: search.dead };
}

function outcomeOf(execution: Execution, how: End, logs: Logs): string | undefined {
  if (how !== 'complete') return undefined;
  if (execution.panic !== undefined) return (execution.panic.error as Error).message;
  const ends = execution.network.nodes.map(({ core, isUp, processes }) => {
    const { state } = processes[0]?.core ?? { state: 'running' };
    return `${core.label} ${!isUp ? 'crashed' : state === 'returned' ? 'ended' : 'waiting'}`;
  });
  return endText(
    ends,
    [...logs].map(([path, log]) => [path, log.map(String)]),
  );
}

/** What `one` has and `other` has not. */
export function missing(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...one].filter((outcome) => !other.has(outcome)).sort();
}
