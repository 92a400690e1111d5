/** The search that a reduction, a strategy and a model ask for. */
import { CachedSearch } from '../explore/cached-search.ts';
import type { Explorer } from '../explore/explorer.ts';
import type { SearchSettings, SearchWorld } from '../explore/search.ts';
import { Search } from '../explore/search.ts';
import type { Strategy } from '../explore/strategy/strategy.ts';
import { StrategySearch } from '../explore/strategy-search.ts';
import { TimedSearch } from '../explore/timed/timed-search.ts';
import { isTimed } from '../trace/model.ts';
import type { Collector } from './collector.ts';

/** `make`: makes the strategy that chooses executions, where one does. */
export function explorerOf(
  world: SearchWorld,
  settings: SearchSettings,
  make: (() => Strategy) | undefined,
  collector: Collector,
): Explorer {
  const { model, reduction } = settings;
  if (isTimed(model)) return new TimedSearch(world, settings, model, collector);
  if (reduction === 'cached') return new CachedSearch(world, settings, collector);
  return make === undefined
    ? new Search(world, settings, collector)
    : new StrategySearch(world, settings, make, collector);
}
