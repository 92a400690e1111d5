import { beforeAll, describe, expect, test } from 'vitest';
import { Search } from '../../src/explore/search.ts';
import { delayBounded } from '../../src/explore/strategy/delay-bounded.ts';
import { preemptionBounded } from '../../src/explore/strategy/preemption-bounded.ts';
import type { Strategy } from '../../src/explore/strategy/strategy.ts';
import { StrategySearch } from '../../src/explore/strategy-search.ts';
import type { Transition, TransitionName } from '../../src/explore/transition.ts';
import { install } from '../../src/kernel/driver.ts';
import { asynchronous } from '../../src/trace/model.ts';
import type { Scheduled } from './departures.ts';
import { countDelays, countPreemptions, scheduled } from './departures.ts';
import { OracleWorld, outcomeOf } from './explore.ts';
import { generate } from './generate.ts';
import { inMacrotask, withOwnedWorld } from './owned-world.ts';
import { featuresOf, programText } from './program.ts';

// The bounded strategies against every interleaving there is, each with its departures counted afterwards: for every bound
// the same executions, so as many, and the same outcomes.
const full = process.env['HB_FULL'] === '1';
const count = full ? 1000 : 120;
const mostInterleavings = full ? 400 : 150;

const settings = {
  reduction: 'naive',
  maxSteps: 300,
  seed: 1,
  ticks: 2,
  model: asynchronous(),
  everythingEntangled: false,
  everyStart: false,
} as const;

/** How many executions cost this, and how they end. */
interface Round {
  executions: number;
  readonly outcomes: Set<string>;
}

/** Executions by what they cost. */
class Rounds {
  readonly #rounds: Round[] = [];

  add(cost: number, outcome: string): void {
    while (this.#rounds.length <= cost) this.#rounds.push({ executions: 0, outcomes: new Set() });
    const round = this.#rounds[cost] as Round;
    round.executions++;
    round.outcomes.add(outcome);
  }

  clear(): void {
    this.#rounds.length = 0;
  }

  get highest(): number {
    return this.#rounds.length - 1;
  }

  get text(): string {
    return this.#rounds
      .map(({ executions, outcomes }, cost) => `${cost}: ${executions}\n${[...outcomes].sort().join('\n')}`)
      .join('\n');
  }
}

/** The schedules of all executions, with how each ended; undefined when they are too many. */
function everySchedule(world: OracleWorld): { schedule: Scheduled[]; outcome: string }[] | undefined {
  const found: { names: TransitionName[]; outcome: string }[] = [];
  const search = new Search(world.search, settings, {
    begin: (execution) => void install(execution.calls),
    step: () => {},
    restart: () => void found.splice(0),
    end: (execution) => void found.push({ names: search.names(), outcome: outcomeOf(execution, world.logs) }),
  });
  const { opaque } = world.search.learnt;
  const isQuiet = ({ pending: { operation }, identity }: Transition): boolean =>
    ['join', 'mark', 'checkpoint'].includes(operation.kind) && operation.signal === undefined && !opaque.has(identity);
  return withOwnedWorld(search, () => {
    for (const _ of search.run()) if (found.length > mostInterleavings) return undefined;
    return found.map(({ names, outcome }) => {
      const schedule: Scheduled[] = [];
      let number = 0;
      search.replay(names, false, (chosen, all) => {
        number++;
        // What conflicts with nothing is taken at once, and is no choice.
        if (!isQuiet(chosen)) schedule.push(scheduled(chosen, all, number));
      });
      return { schedule, outcome };
    });
  });
}

/** What the strategy runs, by the round in which it does for the first time, and how many it ran again. */
function bounded(world: OracleWorld, strategy: Strategy): Rounds {
  const rounds = new Rounds();
  const search = new StrategySearch(world.search, settings, () => strategy, {
    begin: (execution) => void install(execution.calls),
    step: () => {},
    restart: () => {
      throw new Error('something was learnt that every interleaving did not show');
    },
    end: (execution, how) => {
      if (how !== 'redundant') rounds.add(search.coverage.bound + 1, outcomeOf(execution, world.logs));
    },
  });
  withOwnedWorld(search, () => {
    for (const _ of search.run());
  });
  expect(search.coverage.whole).toBe(true);
  expect(search.coverage.bound).toBe(rounds.highest);
  return rounds;
}

const strategies = [
  ['delays', countDelays, delayBounded],
  ['preemptions', countPreemptions, preemptionBounded],
] as const;

describe.each(strategies)('%s', (_name, countDepartures, make) => {
  const compared = { programs: 0, skipped: 0, executions: 0, highest: 0, several: 0 };
  const features = new Set<string>();
  const differences: string[] = [];

  async function compare(seed: number): Promise<void> {
    const program = generate(seed);
    const world = new OracleWorld(program);
    const all = await inMacrotask(() => everySchedule(world));
    if (all === undefined) {
      compared.skipped++;
      return;
    }
    const naive = new Rounds();
    for (const { schedule, outcome } of all) naive.add(countDepartures(schedule), outcome);
    const found = await inMacrotask(() => bounded(world, make(Infinity)));
    compared.programs++;
    compared.executions += all.length;
    compared.highest = Math.max(compared.highest, naive.highest);
    if (naive.highest > 0) compared.several++;
    for (const feature of featuresOf(program)) features.add(feature);
    if (found.text === naive.text) return;
    differences.push(`seed ${seed}\n${programText(program)}\nnaive\n${naive.text}\nstrategy\n${found.text}`);
  }

  beforeAll(async () => {
    for (let seed = 1; seed <= count && differences.length < 3; seed++) await compare(seed);
    console.info(JSON.stringify(compared));
  }, 600_000);

  test('of every cost the same executions, and the same outcomes', () => {
    expect(differences).toEqual([]);
    expect(compared.programs).toBeGreaterThan(compared.skipped / 2);
  });

  test('among them programs with timers, strands, choices, hand-overs and several rounds', () => {
    for (const one of ['on t', 'all', 'choose', 'on c0', 'select', 'cancel']) expect([...features]).toContain(one);
    expect(compared.several).toBeGreaterThan(count / 4);
    expect(compared.highest).toBeGreaterThan(2);
  });
});
