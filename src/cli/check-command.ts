import { checkSource, replaySource } from '../check/check.ts';
import type { Budget, CheckOptions, CheckResult } from '../check/options.ts';
import { canResume } from '../check/options.ts';
import { PropertyError } from '../check/properties/property.ts';
import { ResumeError } from '../check/resuming.ts';
import type { Helper } from '../check/sharing.ts';
import { renderReport } from '../report/text.ts';
import { exitCodeOf } from '../report/verdict.ts';
import type { Model } from '../trace/model.ts';
import type { Trace } from '../trace/trace.ts';
import { readExpectation, readExportedExpectation } from './expectation.ts';
import { hireThread } from './hire.ts';
import { type LoadedFile, load } from './load.ts';
import type { ModelFlags } from './model.ts';
import { givenModel } from './model.ts';
import { readWholeNumber } from './options.ts';
import type { ExportedProperties } from './properties.ts';
import { exportedProperties } from './properties.ts';
import { whileSearching } from './searching.ts';
import { checkedFile } from './source.ts';
import { readStrategy } from './strategy.ts';
import { type StyleOptions, styleFor } from './style.ts';
import { print, printError } from './terminal.ts';
import { writeTrace } from './trace-file.ts';
import { UsageError } from './usage-error.ts';
import { weakestCommand } from './weakest-command.ts';

/** More threads than any machine has cores are a slip. */
const mostWorkers = 1024;

export interface CheckFlags extends StyleOptions, ModelFlags {
  readonly expect?: string;
  readonly strategy?: string;
  readonly budgetExecutions?: string;
  readonly budgetSteps?: string;
  readonly budgetMs?: string;
  readonly seed?: string;
  readonly ticks?: string;
  readonly stopAtFirst?: boolean;
  readonly json?: boolean;
  readonly export?: string;
  readonly trace?: string;
  readonly resume?: string;
  readonly workers?: string;
  readonly weakest?: string;
}

function readBudget(flags: CheckFlags): Budget {
  const executions = flags.budgetExecutions;
  const steps = flags.budgetSteps;
  const ms = flags.budgetMs;
  return {
    ...(executions === undefined ? {} : { executions: readWholeNumber('--budget-executions', executions, 1) }),
    ...(steps === undefined ? {} : { steps: readWholeNumber('--budget-steps', steps, 1) }),
    ...(ms === undefined ? {} : { ms: readWholeNumber('--budget-ms', ms, 1) }),
  };
}

/** What the flags alone say; read before the file is, so that a slip costs no time. */
function readFlags(flags: CheckFlags): CheckOptions {
  return {
    ...(flags.expect === undefined ? {} : { expect: readExpectation(flags.expect) }),
    ...(flags.strategy === undefined ? {} : { strategy: readStrategy(flags.strategy) }),
    ...(flags.seed === undefined ? {} : { seed: readWholeNumber('--seed', flags.seed, 0) }),
    ...(flags.ticks === undefined ? {} : { ticks: readWholeNumber('--ticks', flags.ticks, 0) }),
    ...(flags.stopAtFirst === undefined ? {} : { stopAtFirst: flags.stopAtFirst }),
    ...(flags.resume === undefined ? {} : { resume: readResume(flags) }),
    budget: readBudget(flags),
  };
}

function readResume({ resume = '', workers = '1', strategy }: CheckFlags): string {
  if (resume === '') throw new UsageError('--resume is empty; give the path of a file to keep the search in');
  if (workers !== '1') throw new UsageError('--resume and --workers do not go together; leave one out');
  if (strategy !== undefined && !canResume(readStrategy(strategy)))
    throw new UsageError(
      `--resume: only an exhaustive search can go on where it stopped, not ${strategy}; leave one out`,
    );
  return resume;
}

/** How many threads share the search; 1 when the main thread does it alone. */
function readWorkers(flags: CheckFlags): number {
  const workers = flags.workers === undefined ? 1 : readWholeNumber('--workers', flags.workers, 1);
  if (workers > mostWorkers) throw new UsageError(`--workers is ${workers}; give at most ${mostWorkers}`);
  return workers;
}

/** What the file says in exports of its own, which a flag overrides. */
function readExports(file: LoadedFile, flags: CheckFlags): CheckOptions {
  const expect = flags.expect === undefined ? file.readExport('expect') : undefined;
  return expect === undefined ? {} : { expect: readExportedExpectation(expect) };
}

/** @throws UsageError where a flag does not go with them. */
function readProperties(file: LoadedFile, { resume, strategy }: CheckFlags): ExportedProperties {
  const exported = exportedProperties(file);
  if ((exported.options.properties ?? []).length === 0) return exported;
  if (resume !== undefined)
    throw new UsageError('--resume: a search with properties cannot be kept; leave it out, or the export properties');
  if (strategy === 'cached' && exported.options.properties?.some(({ kind }) => kind !== 'eventually') === true)
    throw new UsageError('--strategy cached looks for eventually alone; choose another, or leave other properties out');
  return exported;
}

async function search(
  file: LoadedFile,
  model: Model | undefined,
  options: CheckOptions,
  is: ExportedProperties['is'],
  hire: () => readonly Helper[],
  workers: number,
): Promise<CheckResult> {
  try {
    return await whileSearching(file, model, (source, more) =>
      checkSource({ ...source, ...is, ...(workers === 1 ? {} : { hire }) }, { ...options, ...more }),
    );
  } catch (error) {
    const isTheirs = error instanceof ResumeError || error instanceof PropertyError;
    throw isTheirs ? new UsageError(error.message) : error;
  }
}

/** A program that is as wanted has no witness; any of its executions is then worth drawing. */
async function traceWorthWriting(
  file: LoadedFile,
  model: Model | undefined,
  result: CheckResult,
): Promise<Trace | undefined> {
  const [witness] = result.witnesses;
  if (witness !== undefined) return witness.trace;
  const outcome = result.report.outcomes.find(({ schedule }) => schedule !== '');
  return outcome === undefined ? undefined : await replaySource(checkedFile(file, model).source, outcome.schedule, {});
}

export async function checkCommand(path: string, flags: CheckFlags): Promise<number> {
  const options = readFlags(flags);
  const workers = readWorkers(flags);
  const file = await load(path, flags.export);
  const model = givenModel(file, flags);
  const data = { path, exportName: flags.export, text: file.text, model };
  const hire = (): Helper[] => Array.from({ length: workers }, () => hireThread(data));
  const properties = readProperties(file, flags);
  const exported = { ...readExports(file, flags), ...properties.options };
  if (flags.weakest !== undefined)
    return weakestCommand(file, model, { ...exported, ...options }, properties.is, {
      ...flags,
      weakest: flags.weakest,
    });
  const result = await search(file, model, { ...exported, ...options }, properties.is, hire, workers);
  const { report, witnesses } = result;
  if (flags.trace !== undefined) {
    const trace = await traceWorthWriting(file, model, result);
    if (trace === undefined)
      await printError(`hb: no execution ended, so there is no trace to write to ${flags.trace}`);
    else writeTrace(flags.trace, trace);
  }
  await print(
    flags.json === true
      ? JSON.stringify(report, undefined, 2)
      : renderReport(report, witnesses, styleFor(process.stdout, flags)),
  );
  return exitCodeOf(report);
}
