/** The strategies that users name, and what a report says of them. */
import type { Explorer } from '../explore/explorer.ts';
import { WithAdversary } from '../explore/strategy/adversary.ts';
import { delayBounded } from '../explore/strategy/delay-bounded.ts';
import { Pct } from '../explore/strategy/pct.ts';
import { preemptionBounded } from '../explore/strategy/preemption-bounded.ts';
import { RandomWalk } from '../explore/strategy/random.ts';
import type { Strategy as Chooser } from '../explore/strategy/strategy.ts';
import { StrategySearch } from '../explore/strategy-search.ts';
import type { Model } from '../trace/model.ts';
import type { Collector } from './collector.ts';
import type { CheckOptions, Strategy } from './options.ts';

/** How many executions are drawn unless a budget says otherwise. */
const defaultSamples = 1000;
/** How many ordering constraints a bug has that PCT looks for, unless told otherwise. */
const defaultDepth = 3;

/** What a strategy counts up to a bound. */
type Counted = 'delays' | 'preemptions';

/** A strategy in its long form. */
type Chosen =
  | { readonly draws: 'random' }
  | { readonly draws: 'pct'; readonly depth: number }
  | { readonly counts: Counted; readonly most: number };

/** What `strategy` means, where it is not one of the exhaustive searches. */
function read(strategy: Strategy | undefined): Chosen | undefined {
  if (strategy === 'random') return { draws: 'random' };
  if (strategy === 'pct') return { draws: 'pct', depth: defaultDepth };
  if (strategy === 'delay-bounded') return { counts: 'delays', most: Infinity };
  if (strategy === 'preemption-bounded') return { counts: 'preemptions', most: Infinity };
  if (typeof strategy !== 'object') return undefined;
  if ('pct' in strategy) return { draws: 'pct', depth: strategy.pct.depth };
  if ('delay-bounded' in strategy) return { counts: 'delays', most: strategy['delay-bounded'].bound };
  if ('preemption-bounded' in strategy) return { counts: 'preemptions', most: strategy['preemption-bounded'].bound };
  return undefined;
}

/** Whether executions are drawn, so that nothing is ever known of those that were not. */
export function isDrawn(strategy: Strategy | undefined): boolean {
  const chosen = read(strategy);
  return chosen !== undefined && 'draws' in chosen;
}

/** How far a bounded strategy is to go; −1 for all others. */
export function boundOf(strategy: Strategy | undefined): number {
  const chosen = read(strategy);
  return chosen !== undefined && 'counts' in chosen ? chosen.most : -1;
}

/** What makes the strategy that was chosen; undefined for an exhaustive search. `most` bounds it further than the user did. */
export function chooserOf(
  { strategy, seed = 1, budget }: CheckOptions,
  most: number,
  model: Model,
): (() => Chooser) | undefined {
  const chosen = read(strategy);
  if (chosen === undefined) return undefined;
  if ('counts' in chosen) {
    const make = chosen.counts === 'delays' ? delayBounded : preemptionBounded;
    return () => make(Math.min(most, chosen.most));
  }
  const executions = budget?.executions ?? defaultSamples;
  return () => {
    const drawn =
      chosen.draws === 'random' ? new RandomWalk(seed, executions) : new Pct(seed, executions, chosen.depth);
    return new WithAdversary(drawn, seed, model);
  };
}

/** What a reader must know of a search that followed a strategy. */
export function notesOn(explorer: Explorer, { strategy }: CheckOptions, { executions, cut }: Collector): string[] {
  const chosen = read(strategy);
  if (chosen === undefined || !(explorer instanceof StrategySearch)) return [];
  const { maxSteps } = explorer.settings;
  if ('counts' in chosen) {
    const { whole, bound } = explorer.coverage;
    return whole ? [] : [boundText(bound, chosen.counts, cut > 0 ? ` as far as ${maxSteps} steps` : '')];
  }
  const notes: string[] = [];
  if (explorer.choices === 0 && executions > 0)
    notes.push(`nothing was ever chosen: all ${executions} executions drawn are one and the same`);
  if (cut > 0) notes.push(`executions longer than ${maxSteps} steps were cut and are not counted: ${cut}`);
  return notes;
}

function boundText(bound: number, counted: Counted, far: string): string {
  if (bound < 0) return `not even the executions without ${counted} were all run`;
  const few = bound === 1 ? `1 ${counted.slice(0, -1)}` : `${bound} ${counted}`;
  const some = bound === 0 ? `without ${counted}` : `with at most ${few}`;
  return `every execution ${some} was run${far}; those with more were not all run`;
}
