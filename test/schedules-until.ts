/** How many schedules it takes until a bug shows, and the table that `docs/strategies.md` prints of it. */
import { SearchWorld } from '../src/explore/search.ts';
import { Pct } from '../src/explore/strategy/pct.ts';
import { RandomWalk } from '../src/explore/strategy/random.ts';
import type { Strategy } from '../src/explore/strategy/strategy.ts';
import { StrategySearch } from '../src/explore/strategy-search.ts';
import { install } from '../src/kernel/driver.ts';
import type { Program } from './corpus/counts/processes.ts';
import { reorder } from './corpus/counts/reorder.ts';
import { twoStage } from './corpus/counts/two-stage.ts';
import { inMacrotask, withOwnedWorld } from './oracle/owned-world.ts';

/** A program with a bug, and within how many schedules PCT is to show it in the median. */
export interface Hunted {
  readonly name: string;
  readonly make: () => Program;
  readonly within: number;
}

export const hunted: readonly Hunted[] = [
  { name: 'reorder(5)', make: () => reorder(5), within: 2300 },
  { name: 'reorder(10)', make: () => reorder(10), within: 4700 },
  { name: 'twostage(20 + 1)', make: () => twoStage(20, 1), within: 380 },
];

/** PCT with the depth that is its default, and what it is held against. */
export const pct = (seed: number): Strategy => new Pct(seed, Infinity, 3);
export const random = (seed: number): Strategy => new RandomWalk(seed, Infinity);

/** For each seed from 1 to `seeds`, the schedule, counted from 1, in which an error first ends the program. */
export function schedulesUntil(
  { make }: Hunted,
  strategy: (seed: number) => Strategy,
  seeds: number,
): Promise<number[]> {
  return inMacrotask(() => {
    const world = new SearchWorld('main', make);
    return Array.from({ length: seeds }, (_, index) => hunt(world, () => strategy(index + 1)));
  });
}

const settings = {
  reduction: 'naive',
  maxSteps: 3000,
  seed: 1,
  ticks: 2,
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
    for (const _ of search.run()) if (isFound) break;
    return schedules;
  });
}

/** The lower of the two in the middle where there are two. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] as number;
}

/** The table of `docs/strategies.md`. */
export async function schedulesTable(seeds: number): Promise<string> {
  const rows = [['program', 'PCT', 'random', 'PCT, at most']];
  for (const program of hunted) {
    const medians: string[] = [];
    for (const strategy of [pct, random]) medians.push(String(median(await schedulesUntil(program, strategy, seeds))));
    rows.push([program.name, ...medians, String(program.within)]);
  }
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] as number) : cell.padStart(widths[at] as number)))
        .join('  '),
    )
    .join('\n');
}
