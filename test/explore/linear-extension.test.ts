// The order with the fewest switches, against all orders that keep dependent steps in theirs.
import { go, shared } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { Collector } from '../../src/check/collector.ts';
import { findingGoal } from '../../src/check/goals.ts';
import { inStretches } from '../../src/check/stretches.ts';
import { costOf } from '../../src/explore/cost.ts';
import { fewestSwitches, pastOf, processOf } from '../../src/explore/linear-extension.ts';
import { SearchWorld } from '../../src/explore/search.ts';
import type { Step } from '../../src/explore/step.ts';
import { RandomWalk } from '../../src/explore/strategy/random.ts';
import type { Strategy } from '../../src/explore/strategy/strategy.ts';
import { StrategySearch } from '../../src/explore/strategy-search.ts';
import { Witnesses } from '../../src/explore/witnesses.ts';
import { asynchronous } from '../../src/trace/model.ts';
import { generate } from '../oracle/generate.ts';
import { interpret } from '../oracle/interpret.ts';

const settings = {
  reduction: 'naive',
  maxSteps: 300,
  seed: 3,
  ticks: 2,
  model: asynchronous(),
  everythingEntangled: false,
  everyStart: false,
} as const;

/** A few executions. */
const drawn = (): Strategy => new RandomWalk(3, 6);

/** More orders than are gone through. */
const mostOrders = 20_000;

/** The steps of some executions of `program`, drawn at random. */
async function executionsOf(program: () => unknown): Promise<(readonly Step[])[]> {
  const executions: (readonly Step[])[] = [];
  let search: StrategySearch | undefined;
  const collector = new Collector(() => (search as StrategySearch).names(), false);
  const observer = {
    begin: (execution: Parameters<Collector['begin']>[0], kept: number) => collector.begin(execution, kept),
    step: () => {},
    restart: () => {
      executions.length = 0;
    },
    end: ({ steps }: Parameters<Collector['end']>[0]) => void executions.push([...steps]),
  };
  search = new StrategySearch(new SearchWorld('main', () => program), settings, drawn, observer);
  await inStretches(search, search.run(), () => true);
  return executions;
}

function isAfter(later: Step, earlier: Step): boolean {
  if (later === earlier) return false;
  return later.footprint.ends || (later.time.trace[earlier.time.chain] ?? 0) >= earlier.time.position;
}

/** The fewest switches among all orders; undefined when there are too many. */
function fewestByAll(steps: readonly Step[]): number | undefined {
  let orders = 0;
  let fewest = Infinity;
  const go = (left: readonly Step[], last: number, switches: number): void => {
    if (left.length === 0) {
      orders++;
      fewest = Math.min(fewest, switches);
    }
    for (const step of left) {
      if (orders > mostOrders) return;
      if (left.some((other) => isAfter(step, other))) continue;
      const process = processOf(step);
      go(
        left.filter((other) => other !== step),
        process,
        switches + (process === last ? 0 : 1),
      );
    }
  };
  go(steps, 0, 0);
  return orders > mostOrders ? undefined : fewest;
}

describe('the order with the fewest switches', () => {
  test('of executions of random programs', { timeout: 120_000 }, async () => {
    let compared = 0;
    let improved = 0;
    for (let seed = 1; seed <= 60; seed++) {
      for (const steps of await executionsOf(() => interpret(generate(seed), new Map())())) {
        const fewest = fewestByAll(steps);
        if (fewest === undefined) continue;
        const order = fewestSwitches(steps);
        const { switches } = costOf(order.map(processOf));
        expect(switches, `seed ${seed}`).toBe(fewest);
        expect(new Set(order)).toEqual(new Set(steps));
        const isKept = order.every((step, at) => !order.slice(at + 1).some((later) => isAfter(step, later)));
        expect(isKept, `seed ${seed}`).toBe(true);
        compared++;
        if (switches < costOf(steps.map(processOf)).switches) improved++;
      }
    }
    expect(compared).toBeGreaterThan(100);
    expect(improved).toBeGreaterThan(20);
  });
});

/** A race, and a process that has nothing to do with it. */
async function crowded(): Promise<void> {
  const x = shared(0, 'x');
  const y = shared(0, 'y');
  go('busy', async () => {
    for (const value of [1, 2, 3]) await y.write(value);
  });
  go('P', () => x.write(1));
  await x.write(2);
}

describe('the past of steps', () => {
  test('has all that they come after, and nothing else', async () => {
    for (const steps of await executionsOf(crowded)) {
      const last = steps.length - 1;
      const past = pastOf(steps, [last]);
      const own = steps[last] as Step;
      expect(past).toEqual(steps.filter((step) => step === own || isAfter(own, step)));
    }
  });

  test('of the two accesses is all that a race needs', async () => {
    let search: StrategySearch | undefined;
    const collector = new Collector(() => (search as StrategySearch).names(), false);
    search = new StrategySearch(new SearchWorld('main', () => crowded), settings, drawn, collector);
    const made = search;
    await inStretches(made, made.run(), () => true);
    const [key = ''] = [...collector.found].find(([, { kind }]) => kind === 'race') ?? [];
    const witnesses = new Witnesses(made, findingGoal(key, true));
    const work = function* (): Generator<void, void, void> {
      const order = [1, 1, 1, 0, 2];
      const { steps } = made.follow(false, (all, at) => all.find(({ pending }) => pending.process.index === order[at]));
      expect(steps.map(processOf)).toEqual(order);
      witnesses.begin(steps.map(({ transition }) => transition));
      yield;
    };
    await inStretches(made, work(), () => true);
    expect(witnesses.best?.cost).toEqual({ switches: 1, steps: 2 });
  });
});
