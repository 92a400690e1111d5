import { differenceOf } from '../check/difference.ts';
import { renderDifference } from '../report/difference.ts';
import { ScheduleError } from '../trace/schedule.ts';
import { exitCodes } from './exit-codes.ts';
import { load } from './load.ts';
import type { ModelFlags } from './model.ts';
import { givenModel } from './model.ts';
import { checkedFile } from './source.ts';
import { type StyleOptions, styleFor } from './style.ts';
import { print } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface WhyFlags extends StyleOptions, ModelFlags {
  readonly export?: string;
  readonly json?: boolean;
}

export async function whyCommand(path: string, first: string, second: string, flags: WhyFlags): Promise<number> {
  const file = await load(path, flags.export);
  try {
    const { source, complain } = checkedFile(file, givenModel(file, flags));
    const difference = await differenceOf(source, first, second);
    complain();
    await print(
      flags.json === true
        ? JSON.stringify(difference, undefined, 2)
        : renderDifference(difference, styleFor(process.stdout, flags)),
    );
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(`this schedule does not fit ${path}: ${error.message}`);
    throw error;
  }
  return exitCodes.fine;
}
