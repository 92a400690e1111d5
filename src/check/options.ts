/** What a check can be told, and what is wrong with what it was told. */
import type { Explorer } from '../explore/explorer.ts';
import type { Observer } from '../explore/search.ts';
import type { SiteMapper } from '../explore/site.ts';
import type { Estimate, Report } from '../report/report.ts';
import type { Witness } from '../report/text.ts';
import type { Model } from '../trace/model.ts';
import {
  asynchronous,
  isTimed,
  isVirtualTime,
  ModelError,
  markedModel,
  readModel,
  scheduleMark,
} from '../trace/model.ts';
import type { Property } from './properties/property.ts';
import { readProperties } from './properties/property.ts';
import type { Helper } from './sharing.ts';

/** Something to check: how it is called, and how a fresh copy of it is made for each execution. */
export interface ProgramSource {
  readonly name: string;
  /** Evaluates the program's module afresh and returns its function. */
  readonly instantiate: () => () => unknown;
  /** Places in what is run → places in what was written. */
  readonly mapSite?: SiteMapper;
  /** Its text, by which a later run knows it again. */
  readonly text?: string;
  /** The model that it asks for itself; a check may be told another. */
  readonly model?: Model;
  /** Whether a function is this program; by default only the one that is evaluated. */
  readonly is?: (program: () => unknown) => boolean;
  /** Makes threads that take part in its search, where there are to be any. */
  readonly hire?: () => readonly Helper[];
  /**
   * Makes what looks at each of its searches but reruns; the last one counts. Then every process's first step is a step, and one
   * thread searches, which tells executions apart and not states.
   */
  readonly watch?: (search: Explorer) => Observer;
}

/** An outcome that is correct. */
export type ExpectedOutcome = { readonly returned: unknown } | { readonly panicked: RegExp | string } | 'deadlock';

/** `one`: any single outcome is, but no two different ones. */
export type Expectation = ExpectedOutcome | readonly ExpectedOutcome[] | 'one';

/**
 * `exhaustive` explores everything, leaving out what is equivalent; `source`, `sleep` and `naive` do so with other
 * reductions, for cross-checks. `cached` leaves out what follows on states that were seen before. `replay` runs one schedule.
 *
 * The others are for programs that are too big. `random` and `pct` draw executions: a random walk, or random priorities that
 * find a bug of `depth` ordering constraints (3) with a known probability. `delay-bounded` and `preemption-bounded` run
 * everything that departs from a plain scheduler at most 0, 1, 2, … times, up to `bound` if there is one.
 */
export type Strategy =
  | 'exhaustive'
  | { readonly exhaustive: 'source' | 'sleep' | 'naive' | 'cached' }
  | 'random'
  | 'pct'
  | { readonly pct: { readonly depth: number } }
  | 'delay-bounded'
  | { readonly 'delay-bounded': { readonly bound: number } }
  | 'preemption-bounded'
  | { readonly 'preemption-bounded': { readonly bound: number } }
  | { readonly replay: string };

/** Where a search stops of its own accord. What it found until then is a verdict of certainty `bounded`. */
export interface Budget {
  /** At most so many executions, from 1; under `random` and `pct` this is how many are drawn, 1000 by default. */
  readonly executions?: number;
  /** At most so many steps in one execution, from 1; one that is longer is cut. 3000 by default. */
  readonly steps?: number;
  /** At most so many milliseconds, from 1. */
  readonly ms?: number;
}

/** How far a search is. */
export interface SearchProgress {
  /** Executions that differ, so far. */
  readonly executions: number;
  /** Executions that turned out to be equivalent to an earlier one. */
  readonly redundant: number;
  /** Steps performed, those of replayed beginnings included. */
  readonly events: number;
  /** Milliseconds since the check began. */
  readonly elapsedMs: number;
  /** How many executions there may be in all, and how much of them is behind; Knuth's estimate, where there is one. */
  readonly estimate?: Estimate;
}

/** What a check can be told; nothing need be. */
export interface CheckOptions {
  /** How reports call the program; by default the function's name. */
  readonly name?: string;
  /** The outcomes that are correct; without it, several are no finding. */
  readonly expect?: Expectation;
  /** What is to hold of it, beyond its outcomes: `always`, `eventually`, `linearizable` and `refines` make properties. */
  readonly properties?: readonly Property[];
  /** How executions are chosen; by default `exhaustive`. */
  readonly strategy?: Strategy;
  /** Where to stop; by default only where executions do not end. */
  readonly budget?: Budget;
  /** Where what is drawn at random begins, a whole number from 0; 1 by default. The same seed draws the same. */
  readonly seed?: number;
  /** What time may do: `asynchronous({})`, where nothing is said, or `synchronous({ delay: [0, 0], step: [0, 0] })`. */
  readonly model?: Model;
  /** How often each ticker fires in one execution at most, a whole number from 0; by default what the model says, 2. */
  readonly ticks?: number;
  /** Whether the search stops at the first finding; by default it goes on. */
  readonly stopAtFirst?: boolean;
  /**
   * A file that a search which ends early is kept in, to go on from when the same program is checked again. A budget then
   * counts what this run does. A search that is over removes the file.
   */
  readonly resume?: string;
  /** Its abort ends the search; the report says what is known by then. */
  readonly signal?: AbortSignal;
  /** Called every 100 milliseconds or so while the search runs. */
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Whether Ctrl-C may interrupt a step that does not end; for commands. */
  readonly interruptible?: boolean;
}

/** What a replay can be told. */
export type ReplayOptions = Pick<CheckOptions, 'model'>;

/** What a check found, with executions to draw. */
export interface CheckResult {
  readonly report: Report;
  readonly witnesses: readonly Witness[];
}

/** Strategies that can be given by their name alone. */
const plain: ReadonlySet<unknown> = new Set(['random', 'pct', 'delay-bounded', 'preemption-bounded']);
/** Reductions of an exhaustive search that can be asked for. */
const reductions: ReadonlySet<unknown> = new Set(['source', 'sleep', 'naive', 'cached']);
/** The number that a strategy takes, and the least it can be. */
const numbers: ReadonlyMap<string, { readonly name: string; readonly least: number }> = new Map([
  ['pct', { name: 'depth', least: 1 }],
  ['delay-bounded', { name: 'bound', least: 0 }],
  ['preemption-bounded', { name: 'bound', least: 0 }],
]);

/** @throws TypeError or RangeError that says what was wrong and what can be given. */
export function validateOptions(options: CheckOptions): void {
  const { strategy, budget, seed, ticks, resume, properties } = options;
  if (strategy !== undefined) validateStrategy(strategy);
  if (resume !== undefined && (typeof resume !== 'string' || resume === ''))
    throw new TypeError('resume: the path of a file is needed');
  if (resume !== undefined && !canResume(strategy))
    throw new TypeError('resume: only an exhaustive search can go on where it stopped');
  if (properties !== undefined && readProperties(properties).length > 0) {
    if (resume !== undefined) throw new TypeError('resume: a search with properties cannot be kept');
    if (isCached(strategy) && properties.some(({ kind }) => kind !== 'eventually'))
      throw new TypeError("properties: { exhaustive: 'cached' } looks for eventually alone; choose another strategy");
  }
  for (const [name, value] of Object.entries(budget ?? {})) {
    if (!['executions', 'steps', 'ms'].includes(name))
      throw new TypeError(`budget.${name}: a budget has executions, steps and ms`);
    validateCount(`budget.${name}`, value, 1);
  }
  validateCount('seed', seed, 0);
  validateCount('ticks', ticks, 0);
}

/** The model to check under. @throws TypeError or RangeError when it is none, or does not go with the strategy. */
export function modelOf(source: ProgramSource, { model = source.model, strategy }: CheckOptions): Model {
  if (model === undefined) return asynchronous();
  const given = readModel(model);
  if (isCached(strategy) && given.kind !== 'asynchronous')
    throw new ModelError("model: { exhaustive: 'cached' } knows no time; choose another strategy");
  if (isTimed(given) && !isExact(strategy))
    throw new ModelError(
      "model: where times are bounded the strategies are 'exhaustive', { exhaustive: 'sleep' | 'naive' } and { replay: schedule }",
    );
  return given;
}

/** Whether a strategy leaves out nothing but what is equivalent, without reversing races, or runs what is given. */
function isExact(strategy: Strategy = 'exhaustive'): boolean {
  if (typeof strategy !== 'object') return strategy === 'exhaustive';
  return 'replay' in strategy || ('exhaustive' in strategy && ['sleep', 'naive'].includes(strategy.exhaustive));
}

function isCached(strategy: Strategy | undefined): boolean {
  return typeof strategy === 'object' && 'exhaustive' in strategy && strategy.exhaustive === 'cached';
}

/** Whether a search of this strategy can be kept and gone on with: it has a frontier. */
export function canResume(strategy: Strategy | undefined): boolean {
  if (typeof strategy === 'object') return 'exhaustive' in strategy && strategy.exhaustive !== 'cached';
  return (strategy ?? 'exhaustive') === 'exhaustive';
}

function validateCount(name: string, value: number | undefined, least: number): void {
  if (value !== undefined) requireCount(name, value, least);
}

function requireCount(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new RangeError(`${name} is ${String(value)}: a whole number from ${least} is needed`);
}

function validateStrategy(strategy: Strategy): void {
  const known =
    "'exhaustive', { exhaustive: 'source' | 'sleep' | 'naive' | 'cached' }, 'random', 'pct', 'delay-bounded', 'preemption-bounded' or { replay: schedule }";
  if (strategy === 'exhaustive' || plain.has(strategy)) return;
  if (typeof strategy === 'object' && strategy !== null) {
    if ('exhaustive' in strategy && reductions.has(strategy.exhaustive)) return;
    const [entry, another] = Object.entries(strategy) as [string, unknown][];
    if (another === undefined && entry !== undefined && isSpecified(...entry)) return;
  }
  throw new TypeError(`strategy ${JSON.stringify(strategy)}: give ${known}`);
}

/** Whether a strategy in its long form is one there is. @throws RangeError when its number is wrong. */
function isSpecified(name: string, value: unknown): boolean {
  if (name === 'replay') return typeof value === 'string';
  const number = numbers.get(name);
  if (number === undefined || typeof value !== 'object' || value === null) return false;
  if (Object.keys(value).some((key) => key !== number.name)) return false;
  requireCount(`strategy.${name}.${number.name}`, Reflect.get(value, number.name), number.least);
  return true;
}

/** What a reader has to know of the model. */
export function notesOfModel(model: Model): string[] {
  const mark = scheduleMark(model);
  if (isVirtualTime(model)) return [`the model is ${markedModel(mark)}: time passes only when nothing else can happen`];
  return mark === '' ? [] : [`the model is ${markedModel(mark)}`];
}
