import { describe, expect, test } from 'vitest';
import type { TimedAccess } from '../../src/causality/race-detector.ts';
import { naiveRaces } from '../../src/causality/race-detector.ts';
import type { Execution } from '../../src/explore/execution.ts';
import type { Observer, Reduction } from '../../src/explore/search.ts';
import { Search, SearchWorld } from '../../src/explore/search.ts';
import { install } from '../../src/kernel/driver.ts';
import { asynchronous } from '../../src/trace/model.ts';
import { inMacrotask, withOwnedWorld } from './owned-world.ts';
import type { Polling } from './polling.ts';
import { endsOf, generatePolling, pollingProgram } from './polling.ts';

// Loops that poll, merged by the search, against all states of the same program; HB_POLLING_PROGRAMS runs more of them.
const count = Number(process.env['HB_POLLING_PROGRAMS'] ?? 60);
/** Longer than the search needs to see that a loop goes on. */
const maxSteps = 1200;
const mostExecutions = 3000;
/** Turns enough to see what can be raced for. */
const fewTurns = 3;

interface Seen {
  /** How many executions ended. */
  readonly traces: number;
  readonly ends: ReadonlySet<string>;
  readonly races: ReadonlySet<string>;
}

/** All that an exhaustive search comes to; undefined when that is too much. */
function explore(program: () => Promise<string>, reduction: Reduction): Promise<Seen | undefined> {
  const ends = new Set<string>();
  const races = new Set<string>();
  let executions = 0;
  let traces = 0;
  const observer: Observer = {
    begin: (execution) => void install(execution.calls),
    step: () => {},
    restart: () => {
      ends.clear();
      races.clear();
      executions = 0;
      traces = 0;
    },
    end: (execution, how) => {
      executions++;
      if (how === 'cut' && execution.steps.length >= maxSteps) throw new Error('an execution without end');
      for (const race of racesOf(execution)) races.add(race);
      if (how !== 'complete') return;
      traces++;
      ends.add(endOf(execution));
    },
  };
  const model = asynchronous();
  const settings = { model, reduction, maxSteps, seed: 1, ticks: 2, everythingEntangled: false, everyStart: false };
  return inMacrotask(() => {
    const search = new Search(new SearchWorld('main', () => program), settings, observer);
    return withOwnedWorld(search, () => {
      for (const _ of search.run()) if (executions > mostExecutions) return undefined;
      return { traces, ends, races };
    });
  });
}

function endOf({ mainResult, processes }: Execution): string {
  const stuck = processes.filter(({ core, index }) => index > 0 && core.state === 'running');
  return [mainResult?.value ?? 'for ever', ...stuck.map(({ name }) => name)].join(', ');
}

function racesOf({ steps }: Execution): string[] {
  const accesses = steps.flatMap(({ accesses: all, time }) =>
    all.map((access): TimedAccess & { readonly name: string } => ({
      object: access.object.id,
      changes: access.changes,
      atomic: access.atomic,
      chain: time.chain,
      position: time.position,
      time: access.time,
      name: `${access.pending.process.name} ${access.pending.operation.kind} ${access.object.name}`,
    })),
  );
  return naiveRaces(accesses).map(([a, b]) => [a.name, b.name].sort().join(' | '));
}

async function complaint(polling: Polling): Promise<string> {
  const program = pollingProgram(polling, false);
  const optimal = await explore(program, 'optimal');
  if (optimal === undefined) return 'too many executions';
  const wanted = [...endsOf(polling)].sort().join('\n');
  const found = [...optimal.ends].sort().join('\n');
  if (found !== wanted) return `by states:\n${wanted}\nby the search:\n${found}`;
  const sleep = await explore(program, 'sleep');
  if (sleep !== undefined && sleep.traces !== optimal.traces)
    return `${optimal.traces} traces, of ${sleep.traces} where nothing is planned`;
  const racing = await explore(pollingProgram(polling, true), 'optimal');
  const cut = await explore(pollingProgram(polling, true, fewTurns), 'optimal');
  if (racing === undefined || cut === undefined) return '';
  const [merged, few] = [racing, cut].map(({ races }) => [...races].sort().join('\n'));
  return merged === few ? '' : `races of few turns:\n${few}\nof merged ones:\n${merged}`;
}

describe('loops that poll come to what their states do', () => {
  for (const locks of [false, true]) {
    test(locks ? 'with locks' : 'without locks', { timeout: 600_000 }, async () => {
      const complaints: string[] = [];
      for (let seed = 1; seed <= count; seed++) {
        const polling = generatePolling(seed, locks);
        const said = await complaint(polling).catch(String);
        if (said !== '') complaints.push(`seed ${seed}: ${JSON.stringify(polling)}\n${said}`);
      }
      expect(complaints.join('\n\n')).toBe('');
    });
  }
});
