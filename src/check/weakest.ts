/**
 * The loosest bound under which a program is still as wanted, and the least that breaks it: one number of the model, or one
 * that the program takes, is varied and the program checked anew. What is more of a bound of the model allows more, so that
 * where it breaks once it stays broken; of a number of the program that is assumed.
 */

import type { Certainty, Report, Verdict } from '../report/report.ts';
import type { FaultBudgets, Model } from '../trace/model.ts';
import { asynchronous, ModelError, readModel } from '../trace/model.ts';
import { checkSource } from './check.ts';
import type { CheckOptions, ProgramSource } from './options.ts';

/** What `weakest` can be told besides what a check can. */
export interface WeakestOptions extends Omit<CheckOptions, 'strategy' | 'resume'> {
  /**
   * What is varied: `delay.max`, `step.max`, a budget of the model such as `loss` or `crashes`, or any other name: that is a
   * number which the program is called with, as `{ name: value }`.
   */
  readonly vary: string;
  /** The most that is tried; by default 1024 for times and 4 for budgets. */
  readonly most?: number;
}

/** What came of one value. */
export interface Probe {
  readonly value: number;
  readonly verdict: Verdict;
  readonly certainty: Certainty;
  /** What was not as wanted, in a few words. */
  readonly found: string | undefined;
}

export interface WeakestBound {
  readonly vary: string;
  /** Where the program is as wanted: `> 7`, `<= 3`, `any`, `none`; `undecided` where a check did not end. */
  readonly holds: string;
  /** Every value that was tried, least first. */
  readonly probes: readonly Probe[];
}

/** The budgets that can be varied. */
const budgets: readonly (keyof FaultBudgets)[] = ['loss', 'duplication', 'crashes', 'restarts', 'partitions', 'pauses'];
const mostTime = 1024;
const mostBudget = 4;

/** A program that takes what is varied. */
export type VariedProgram = (values: Readonly<Record<string, number>>) => unknown;

/**
 * Finds where `program` is as wanted: with no finding, and none but the outcomes in `expect`, if that is given.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const asked = ({ timeout = 1 }): void => {
 *   node('P', async (self) => {
 *     await self.send('Q', 'question')
 *     return (await select({ reply: self.inbox, late: after(timeout) })).case
 *   })
 *   node('Q', async (self) => {
 *     await self.inbox.receive()
 *     await self.send('P', 'answer')
 *   })
 * }
 * const model = synchronous({ delay: [1, 3], step: [0, 1] })
 * const expect = { returned: { P: 'reply', Q: undefined } }
 * console.log((await weakest(asked, { model, vary: 'timeout', expect })).holds) // > 7
 */
export async function weakest(program: VariedProgram, options: WeakestOptions): Promise<WeakestBound> {
  if (typeof program !== 'function') throw new TypeError('weakest: the program must be a function');
  const name = options.name ?? (program.name === '' ? 'program' : program.name);
  const source = { name, instantiate: () => program as () => unknown, text: String(program) };
  return weakestSource(source, options);
}

/** The same for a program whose module is evaluated afresh for every execution. */
export async function weakestSource(source: ProgramSource, options: WeakestOptions): Promise<WeakestBound> {
  const { vary, most, ...rest } = options;
  if (typeof vary !== 'string' || vary === '')
    throw new TypeError('weakest: vary says what is varied: delay.max, step.max, a budget or a name of the program');
  if (most !== undefined && !(Number.isSafeInteger(most) && most >= 1))
    throw new RangeError(`weakest: most is ${String(most)}; a whole number from 1 is needed`);
  const model = readModel(rest.model ?? source.model ?? asynchronous());
  const trial = new Trial(source, rest, model, vary);
  return trial.isOfProgram ? trial.turn(most ?? mostTime) : trial.loosest(most);
}

class Trial {
  readonly #source: ProgramSource;
  readonly #options: CheckOptions;
  readonly #model: Model;
  readonly #vary: string;
  readonly #probes = new Map<number, Probe>();

  constructor(source: ProgramSource, options: CheckOptions, model: Model, vary: string) {
    this.#source = source;
    this.#options = options;
    this.#model = model;
    this.#vary = vary;
  }

  /** Whether it is no number of the model that is varied. */
  get isOfProgram(): boolean {
    return !this.#isTime && !this.#isBudget;
  }

  get #isTime(): boolean {
    return this.#vary === 'delay.max' || this.#vary === 'step.max';
  }

  get #isBudget(): boolean {
    return budgets.includes(this.#vary as keyof FaultBudgets);
  }

  /** The most of a bound of the model for which all is as wanted. */
  async loosest(given: number | undefined): Promise<WeakestBound> {
    const most = given ?? (this.#isTime ? mostTime : mostBudget);
    const least = this.#isTime ? Math.ceil(this.#least()) : 0;
    let good = least - 1;
    let bad: number | undefined;
    for (let next = least, stride = 1; bad === undefined && good < most; next = Math.min(most, next + stride)) {
      const holds = await this.#holds(next);
      if (holds === undefined) return this.#end('undecided');
      if (holds) good = next;
      else bad = next;
      if (this.#isTime && next > least) stride *= 2;
    }
    if (bad === undefined) return this.#end('any');
    const found = await this.#between(good, bad);
    if (found === undefined) return this.#end('undecided');
    return this.#end(found[0] < least ? 'none' : `<= ${found[0]}`);
  }

  /** Where a number of the program makes the difference. */
  async turn(most: number): Promise<WeakestBound> {
    let before = 0;
    const first = await this.#holds(before);
    if (first === undefined) return this.#end('undecided');
    for (let next = 1; before < most; next = Math.min(most, next * 2)) {
      const holds = await this.#holds(next);
      if (holds === undefined) return this.#end('undecided');
      if (holds !== first) {
        const found = await this.#between(before, next);
        if (found === undefined) return this.#end('undecided');
        return this.#end(first ? `<= ${found[0]}` : `> ${found[0]}`);
      }
      before = next;
    }
    return this.#end(first ? 'any' : 'none');
  }

  /** Two neighbours between `low` and `high`, which differ, that differ; undefined when a check did not end. */
  async #between(low: number, high: number): Promise<readonly [low: number, high: number] | undefined> {
    let [from, to] = [low, high];
    const atEnd = await this.#holds(to);
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      const holds = await this.#holds(middle);
      if (holds === undefined) return undefined;
      if (holds === atEnd) to = middle;
      else from = middle;
    }
    return [from, to];
  }

  /** Whether all is as wanted with `value`; undefined when that was not found out. */
  async #holds(value: number): Promise<boolean | undefined> {
    const known = this.#probes.get(value) ?? (await this.#probe(value));
    this.#probes.set(value, known);
    if (known.verdict === 'undecided') return undefined;
    // What was not covered may not be as wanted.
    return known.verdict !== 'ok' ? false : known.certainty === 'exhaustive' ? true : undefined;
  }

  async #probe(value: number): Promise<Probe> {
    const { instantiate } = this.#source;
    const values: Readonly<Record<string, number>> = this.isOfProgram ? { [this.#vary]: value } : {};
    const source = { ...this.#source, instantiate: () => withValues(instantiate(), values) };
    const { report } = await checkSource(source, {
      ...this.#options,
      stopAtFirst: true,
      model: this.#modelWith(value),
    });
    return { value, verdict: report.verdict, certainty: report.certainty, found: foundIn(report) };
  }

  #modelWith(value: number): Model {
    const model = this.#model;
    if (this.isOfProgram) return model;
    if (this.#isBudget) return readModel({ ...model, [this.#vary]: value });
    const [name] = this.#vary.split('.') as ['delay' | 'step'];
    return readModel({ ...model, [name]: [this.#least(), value] });
  }

  /** The least that the varied time takes. @throws ModelError when the model bounds none. */
  #least(): number {
    const model = this.#model;
    if (model.kind === 'asynchronous')
      throw new ModelError(`weakest: ${this.#vary} is no bound of asynchronous({ … }); give synchronous({ … })`);
    return this.#vary === 'delay.max' ? model.delay[0] : model.step[0];
  }

  #end(holds: string): WeakestBound {
    return { vary: this.#vary, holds, probes: [...this.#probes.values()].sort((a, b) => a.value - b.value) };
  }
}

function withValues(program: () => unknown, values: Readonly<Record<string, number>>): () => unknown {
  return () => (program as VariedProgram)(values);
}

/** What is wrong, in a few words. */
function foundIn({ findings }: Report): string | undefined {
  const [first] = findings;
  if (first === undefined) return undefined;
  if ('outcome' in first) return `violation: ${first.outcome}`;
  if ('property' in first) return `violation: ${first.property}`;
  return 'message' in first ? `${first.kind}: ${first.message}` : first.kind;
}
