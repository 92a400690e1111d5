/** Matchers for vitest: a failure prints the report, with a schedule to paste into `replay`. */
import { plainStyle } from '../report/style.ts';
import { renderReport } from '../report/text.ts';
import { checkSource } from './check.ts';
import type { CheckOptions, CheckResult } from './options.ts';

/** What a matcher resolves to. */
export interface MatchResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers, as `expect.extend` takes them. */
export interface ProgramMatchers {
  toAlwaysReturn(program: unknown, value: unknown, options?: CheckOptions): Promise<MatchResult>;
  toBeRaceFree(program: unknown, options?: CheckOptions): Promise<MatchResult>;
  toPass(program: unknown, options?: CheckOptions): Promise<MatchResult>;
}

async function run(program: unknown, options: CheckOptions): Promise<CheckResult> {
  if (typeof program !== 'function')
    throw new TypeError('expect(program): the program must be a function, not what it returns');
  const body = program as () => unknown;
  const name = options.name ?? (body.name === '' ? 'program' : body.name);
  return checkSource({ name, instantiate: () => body }, options);
}

function result(pass: boolean, claim: string, { report, witnesses }: CheckResult): MatchResult {
  const schedule = [...report.findings, ...report.outcomes].map((one) => one.schedule).find((text) => text !== '');
  const paste = schedule === undefined ? '' : `\nTo run it again: await replay(program, '${schedule}')\n`;
  return {
    pass,
    message: () => `expected the program ${claim}\n\n${renderReport(report, witnesses, plainStyle)}${paste}`,
  };
}

export const matchers: ProgramMatchers = {
  /** Every execution returns `value`, and everything was covered. */
  async toAlwaysReturn(program, value, options = {}) {
    const checked = await run(program, { ...options, expect: { returned: value } });
    const { outcomes, findings, verdict } = checked.report;
    // Races and leaks are other claims; what decides this one is how executions end.
    const ends =
      outcomes.length === 1 && outcomes[0]?.kind === 'returned' && !findings.some(({ kind }) => kind === 'violation');
    return result(ends && verdict !== 'undecided', 'to return the same in every execution', checked);
  },

  /** No execution has a data race, and everything was covered. */
  async toBeRaceFree(program, options = {}) {
    const checked = await run(program, options);
    const { findings, certainty } = checked.report;
    const decided = certainty === 'exhaustive' || options.budget !== undefined || options.strategy !== undefined;
    return result(decided && !findings.some(({ kind }) => kind === 'race'), 'to be free of races', checked);
  },

  /** The verdict is `ok`. */
  async toPass(program, options = {}) {
    const checked = await run(program, options);
    return result(checked.report.verdict === 'ok', 'to pass', checked);
  },
};
