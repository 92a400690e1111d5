import { replaySource } from '../check/check.ts';
import { ScheduleError } from '../trace/schedule.ts';
import { exitCodes } from './exit-codes.ts';
import { load } from './load.ts';
import type { ModelFlags } from './model.ts';
import { givenModel } from './model.ts';
import { readWholeNumber } from './options.ts';
import { checkedFile } from './source.ts';
import { renderSteps } from './steps.ts';
import { type StyleOptions, styleFor } from './style.ts';
import { print } from './terminal.ts';
import { writeTrace } from './trace-file.ts';
import { UsageError } from './usage-error.ts';

export interface ReplayFlags extends StyleOptions, ModelFlags {
  readonly export?: string;
  readonly until?: string;
  readonly trace?: string;
}

export async function replayCommand(path: string, schedule: string, flags: ReplayFlags): Promise<number> {
  // The first step shown is the start of main, which no schedule mentions.
  const until = flags.until === undefined ? {} : { until: readWholeNumber('--until', flags.until, 1) - 1 };
  const file = await load(path, flags.export);
  try {
    const { source, complain } = checkedFile(file, givenModel(file, flags));
    const trace = await replaySource(source, schedule, until);
    complain();
    if (flags.trace !== undefined) writeTrace(flags.trace, trace);
    await print(renderSteps(trace, styleFor(process.stdout, flags)));
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(`this schedule does not fit ${path}: ${error.message}`);
    throw error;
  }
  return exitCodes.fine;
}
