import type { Strategy } from '../check/options.ts';
import { readWholeNumber } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The strategies by the names the command line gives them. */
const strategies: Readonly<Record<string, Strategy>> = {
  exhaustive: 'exhaustive',
  source: { exhaustive: 'source' },
  sleep: { exhaustive: 'sleep' },
  naive: { exhaustive: 'naive' },
  cached: { exhaustive: 'cached' },
  random: 'random',
  pct: 'pct',
  'delay-bounded': 'delay-bounded',
  'preemption-bounded': 'preemption-bounded',
};

/** Reads a strategy, and for some the number after a colon. */
export function readStrategy(text: string): Strategy {
  const [name = '', ...rest] = text.split(':');
  const number = rest.join(':');
  if (rest.length > 0) {
    const option = `--strategy ${name}:`;
    if (name === 'pct') return { pct: { depth: readWholeNumber(option, number, 1) } };
    if (name === 'delay-bounded') return { 'delay-bounded': { bound: readWholeNumber(option, number, 0) } };
    if (name === 'preemption-bounded') return { 'preemption-bounded': { bound: readWholeNumber(option, number, 0) } };
  }
  const strategy = Object.hasOwn(strategies, text) ? strategies[text] : undefined;
  if (strategy !== undefined) return strategy;
  const known = Object.keys(strategies).join(', ');
  throw new UsageError(
    `--strategy is "${text}"; choose one of ${known}, pct:DEPTH, delay-bounded:BOUND, preemption-bounded:BOUND`,
  );
}
