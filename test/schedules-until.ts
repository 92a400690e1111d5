/** How many schedules it takes until a bug shows, and the table that `docs/strategies.md` prints of it. */
import { shared } from 'happens-before';
import { SearchWorld } from '../src/explore/search.ts';
import { Pct } from '../src/explore/strategy/pct.ts';
import { RandomWalk } from '../src/explore/strategy/random.ts';
import type { Strategy } from '../src/explore/strategy/strategy.ts';
import { StrategySearch } from '../src/explore/strategy-search.ts';
import { install } from '../src/kernel/driver.ts';
import { asynchronous } from '../src/trace/model.ts';
import { type Program, unattended } from './corpus/counts/processes.ts';
import { reorder } from './corpus/counts/reorder.ts';
import { twoStage } from './corpus/counts/two-stage.ts';
import { inMacrotask, withOwnedWorld } from './oracle/owned-world.ts';

/** A program with a bug, and within how many schedules PCT is to show it in the median. */
export interface Hunted {
  readonly name: string;
  readonly make: () => Program;
  readonly within: number;
}

/** One process takes `n` steps and is wrong if the other one has done nothing by then. */
function late(n: number): Program {
  return async () => {
    const own = shared(0, 'own');
    const done = shared(false, 'done');
    const long = async (): Promise<void> => {
      for (let step = 1; step < n; step++) await own.write(step);
      if (!(await done.read())) throw new Error('too late');
    };
    unattended(long, () => done.write(true));
  };
}

export const hunted: readonly Hunted[] = [
  { name: 'reorder(5)', make: () => reorder(5), within: 2300 },
  { name: 'reorder(10)', make: () => reorder(10), within: 4700 },
  { name: 'twostage(20 + 1)', make: () => twoStage(20, 1), within: 380 },
  { name: 'late(10)', make: () => late(10), within: 10 },
];

/** PCT with the depth that is its default, and what it is held against. */
const pct = (seed: number): Strategy => new Pct(seed, Infinity, 3);
const random = (seed: number): Strategy => new RandomWalk(seed, Infinity);

/** For each seed from 1 to `seeds`, the schedule, counted from 1, in which an error first ends the program; or `givenUp`. */
function schedulesUntil({ make }: Hunted, strategy: (seed: number) => Strategy, seeds: number): Promise<number[]> {
  return inMacrotask(() => {
    const world = new SearchWorld('main', make);
    return Array.from({ length: seeds }, (_, index) => hunt(world, () => strategy(index + 1)));
  });
}

/** More than any median here: a strategy that never shows the bug must end all the same. */
const givenUp = 5000;

const settings = {
  reduction: 'naive',
  maxSteps: 3000,
  seed: 1,
  ticks: 2,
  model: asynchronous(),
  everythingEntangled: false,
  everyStart: false,
} as const;

function hunt(world: SearchWorld, make: () => Strategy): number {
  let schedules = 0;
  let isFound = false;
  const search = new StrategySearch(world, settings, make, {
    begin: (execution) => void install(execution.calls),
    step: () => {},
    restart: () => {
      schedules = 0;
    },
    end: (execution) => {
      schedules++;
      isFound = execution.panic !== undefined;
    },
  });
  return withOwnedWorld(search, () => {
    for (const _ of search.run()) if (isFound || schedules >= givenUp) break;
    return schedules;
  });
}

/** The greater of the two in the middle where there are two. */
function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}

/** A row of the table: the medians over the seeds from 1 to `seeds`. */
export interface Medians {
  readonly program: Hunted;
  readonly pct: number;
  readonly random: number;
}

export async function mediansOf(program: Hunted, seeds: number): Promise<Medians> {
  return {
    program,
    pct: median(await schedulesUntil(program, pct, seeds)),
    random: median(await schedulesUntil(program, random, seeds)),
  };
}

/** The table that `docs/strategies.md` shows. */
export function mediansTable(rows: readonly Medians[]): string {
  const cells = rows.map(({ program, ...row }) => [program.name, row.pct, row.random, program.within].map(String));
  const lines = [['program', 'PCT', 'random', 'PCT, at most'], ...cells];
  const widths = (lines[0] as string[]).map((_, at) => Math.max(...lines.map((line) => (line[at] as string).length)));
  const pad = (cell: string, at: number): string =>
    at === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[at] as number);
  return lines.map((line) => line.map(pad).join('  ')).join('\n');
}
