import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { observed } from '../../src/live/observer.ts';
import type { Participant, Trace } from '../../src/trace/trace.ts';
import { recorded } from '../live/recorded.ts';
import { explore, OracleWorld } from './explore.ts';
import { generate } from './generate.ts';
import { interpret, type Logs } from './interpret.ts';
import { actionsOf, objectsOf, type Program, programText } from './program.ts';

// Random programs, each run once for real with a trace and explored without reduction: what the strands saw must be what
// they see in some execution, and the trace's races must be exactly those of one execution in which they see that.
const firstSeed = 1;
const count = process.env['HB_FULL'] === '1' ? 1000 : 250;
const mostInterleavings = 500;

/** How long a run may take, in milliseconds: the programs' own timers are at most 20. A slow machine gets another try. */
const patience = [40, 400, 2000] as const;

const compared = { programs: 0, skipped: 0, racing: 0, races: 0 };
const failures: string[] = [];

/** What the strands saw: an outcome without those who are left waiting. */
function seenIn(outcome: string): string {
  const lines = outcome.split('\n').filter((line) => !line.includes(' waits in ') && line !== 'deadlocked');
  return lines.filter((line) => !line.startsWith('returned ')).join('\n');
}

function logsText(logs: Logs): string {
  return [...logs]
    .map(([path, log]) => `${path}: ${JSON.stringify(log)}`)
    .sort()
    .join('\n');
}

/** The races of a trace by comparing all pairs of accesses, as one text. */
function racesText({ events, processes }: Trace): string {
  const before: Set<number>[] = [];
  const allBefore = (latest: readonly number[]): Set<number> =>
    new Set(latest.flatMap((event) => [event, ...(before[event] ?? [])]));
  const pairs = new Set<string>();
  const accesses: { readonly event: number; readonly participant: Participant }[] = [];
  for (const [event, { participants, after }] of events.entries()) {
    before.push(allBefore(after));
    for (const participant of participants) {
      const { access, object } = participant;
      if (access === undefined) continue;
      const known = access.since === undefined ? before[event] : allBefore(access.since);
      for (const { event: earlier, participant: other } of accesses) {
        const isPair = other.object === object && (access.changes || other.access?.changes === true);
        if (!isPair || (access.atomic && other.access?.atomic === true)) continue;
        if (earlier !== event && known?.has(earlier) !== true) pairs.add(pairText(other, participant));
      }
      accesses.push({ event, participant });
    }
  }
  function pairText(...sides: readonly Participant[]): string {
    const names = sides.map(({ process, operation, object }) => `${processes[process]?.name} ${operation} ${object}`);
    return names.sort().join(' | ');
  }
  return [...pairs].sort().join('\n');
}

/**
 * Whether the program is one whose real runs the model covers: a ticker ticks on for real, and the search completes one
 * operation at a time where a real run can complete several before a race of promises looks.
 */
function isAlike(program: Program): boolean {
  return !objectsOf(program).has('e') && ![...actionsOf(program)].some(({ kind }) => kind === 'race');
}

async function examine(seed: number): Promise<void> {
  const program = generate(seed);
  const world = new OracleWorld(program);
  const exploration = isAlike(program)
    ? await explore(world, { reduction: 'naive', executions: mostInterleavings })
    : undefined;
  // An error ends a checked program, while a real one is ended by its platform.
  if (exploration === undefined || [...exploration.outcomes].some((outcome) => outcome.includes(' panics: '))) {
    compared.skipped++;
    return;
  }
  const expected = new Map<string, Set<string>>();
  for (const [outcome, races] of exploration.racesByOutcome) {
    const seen = seenIn(outcome);
    expected.set(seen, new Set([...(expected.get(seen) ?? []), ...races]));
  }
  compared.programs++;
  let complaint = '';
  for (const ms of patience) {
    complaint = await run(program, expected, ms);
    if (complaint === '') return;
  }
  failures.push(`seed ${seed}\n${programText(program)}\n${complaint}`);
}

/** What is wrong with one real run; empty when nothing is. */
async function run(program: Program, expected: ReadonlyMap<string, ReadonlySet<string>>, ms: number): Promise<string> {
  const logs: Logs = new Map();
  const body = interpret(program, logs);
  const { trace } = await recorded(async () => {
    void body();
    await new Promise((resolve) => setTimeout(resolve, ms));
  });
  const seen = logsText(logs);
  const races = racesText(trace);
  const known = expected.get(seen);
  if (known === undefined) return `its strands never see, in the model:\n${seen}`;
  if (!known.has(races))
    return `its strands saw\n${seen}\nwith the races\n${races}\nand not\n${[...known].join('\nor\n')}`;
  compared.races += races === '' ? 0 : races.split('\n').length;
  compared.racing += races === '' ? 0 : 1;
  return '';
}

describe(`${count} random programs from seed ${firstSeed}, run for real with a trace`, () => {
  beforeAll(async () => {
    observed.by = { starts: (_, body) => body, hosts: () => {}, waits: () => {}, ends: () => {}, fails: () => true };
    for (let seed = firstSeed; seed < firstSeed + count && failures.length < 3; seed++) await examine(seed);
    console.info(`seeds ${firstSeed} to ${firstSeed + count - 1}: ${JSON.stringify(compared)}`);
  }, 1_200_000);

  afterAll(() => {
    observed.by = undefined;
  });

  test('see what they see in some execution, with the races of such a one', () => {
    expect(failures).toEqual([]);
    expect(compared.racing).toBeGreaterThan(count / 20);
    expect(compared.programs).toBeGreaterThan(compared.skipped);
  });
});
