/** What a check can be told, and what is wrong with what it was told. */
import type { SiteMapper } from '../explore/site.ts';
import type { Report } from '../report/report.ts';
import type { Witness } from '../report/text.ts';

/** Something to check: how it is called, and how a fresh copy of it is made for each execution. */
export interface ProgramSource {
  readonly name: string;
  /** Evaluates the program's module afresh and returns its function. */
  readonly instantiate: () => () => unknown;
  /** Places in what is run → places in what was written. */
  readonly mapSite?: SiteMapper;
}

/** An outcome that is correct. */
export type ExpectedOutcome = { readonly returned: unknown } | { readonly panicked: RegExp | string } | 'deadlock';

/** `one`: any single outcome is, but no two different ones. */
export type Expectation = ExpectedOutcome | readonly ExpectedOutcome[] | 'one';

/**
 * `exhaustive` explores everything, leaving out what is equivalent; `source`, `sleep` and `naive` do so with other
 * reductions, for cross-checks. `random` samples. `replay` runs one schedule.
 */
export type Strategy =
  | 'exhaustive'
  | { readonly exhaustive: 'source' | 'sleep' | 'naive' }
  | 'random'
  | { readonly replay: string };

export interface Budget {
  /** At most so many executions. */
  readonly executions?: number;
  /** At most so many steps in one execution; one that is longer is cut. */
  readonly steps?: number;
  /** At most so many milliseconds. */
  readonly ms?: number;
}

export interface SearchProgress {
  readonly executions: number;
  readonly redundant: number;
  readonly events: number;
  readonly elapsedMs: number;
}

export interface CheckOptions {
  /** How reports call the program; by default the function's name. */
  readonly name?: string;
  readonly expect?: Expectation;
  readonly strategy?: Strategy;
  readonly budget?: Budget;
  /** For what is drawn at random; 1 by default. */
  readonly seed?: number;
  /** How often a ticker fires in one execution; 2 by default. */
  readonly ticks?: number;
  /** Whether the search stops at the first finding. */
  readonly stopAtFirst?: boolean;
  /** Ends the search with what is known so far. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Whether Ctrl-C may interrupt a step that does not end; for commands. */
  readonly interruptible?: boolean;
}

export interface CheckResult {
  readonly report: Report;
  readonly witnesses: readonly Witness[];
}

const later: ReadonlySet<unknown> = new Set(['pct', 'delay-bounded', 'cached']);

/** @throws TypeError or RangeError that says what was wrong and what can be given. */
export function validateOptions(options: CheckOptions): void {
  const { strategy, budget, seed, ticks } = options;
  if (strategy !== undefined) validateStrategy(strategy);
  for (const [name, value] of Object.entries(budget ?? {})) {
    if (!['executions', 'steps', 'ms'].includes(name)) throw new TypeError(`budget.${name}: a budget has executions, steps and ms`);
    validateCount(`budget.${name}`, value, 1);
  }
  validateCount('seed', seed, 0);
  validateCount('ticks', ticks, 0);
  const { model } = options as { model?: { kind?: unknown; crashes?: unknown; loss?: unknown } };
  if (model !== undefined) throw new TypeError('model: nodes and their models are not there yet; leave it out for a program of processes');
}

function validateCount(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  throw new RangeError(`${name} is ${String(value)}: a whole number from ${least} is needed`);
}

function validateStrategy(strategy: Strategy): void {
  const known = "'exhaustive', { exhaustive: 'source' | 'sleep' | 'naive' }, 'random' or { replay: schedule }";
  const named = typeof strategy === 'object' && strategy !== null && 'exhaustive' in strategy ? strategy.exhaustive : strategy;
  if (later.has(named)) throw new TypeError(`strategy ${String(named)} is not there yet; give ${known}`);
  if (strategy === 'exhaustive' || strategy === 'random') return;
  if (named === 'source' || named === 'sleep' || named === 'naive') return;
  if (typeof strategy === 'object' && 'replay' in strategy && typeof strategy.replay === 'string') return;
  throw new TypeError(`strategy ${JSON.stringify(strategy)}: give ${known}`);
}
