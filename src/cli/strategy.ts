import type { Strategy } from '../check/options.ts';
import { UsageError } from './usage-error.ts';

/** The strategies by the names the command line gives them. */
const strategies: Readonly<Record<string, Strategy>> = {
  exhaustive: 'exhaustive',
  source: { exhaustive: 'source' },
  sleep: { exhaustive: 'sleep' },
  naive: { exhaustive: 'naive' },
  cached: { exhaustive: 'cached' },
  random: 'random',
};

export function readStrategy(name: string): Strategy {
  const strategy = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
  if (strategy !== undefined) return strategy;
  throw new UsageError(`--strategy is "${name}"; choose one of ${Object.keys(strategies).join(', ')}`);
}
