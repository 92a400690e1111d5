import type { CheckOptions } from '../check/options.ts';
import type { WeakestBound } from '../check/weakest.ts';
import { weakestSource } from '../check/weakest.ts';
import type { Model } from '../trace/model.ts';
import { exitCodes } from './exit-codes.ts';
import type { LoadedFile } from './load.ts';
import type { ExportedProperties } from './properties.ts';
import { whileSearching } from './searching.ts';
import { print } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** What is varied, one after the other, and how it is to be printed. */
export interface WeakestFlags {
  readonly weakest: string;
  readonly json?: boolean;
}

/** Looks for the loosest bounds under which the program of a file is as wanted. */
export async function weakestCommand(
  file: LoadedFile,
  model: Model | undefined,
  options: CheckOptions,
  is: ExportedProperties['is'],
  { weakest, json }: WeakestFlags,
): Promise<number> {
  const bounds: WeakestBound[] = [];
  for (const vary of weakest.split(',')) {
    if (vary === '') throw new UsageError('--weakest: give what is varied, such as delay.max, crashes or timeout');
    bounds.push(await weakestOf(file, model, options, is, vary));
  }
  await print(json === true ? JSON.stringify({ weakest: bounds }, undefined, 2) : bounds.map(textOf).join('\n'));
  return bounds.some(({ holds }) => holds === 'undecided') ? exitCodes.undecided : exitCodes.fine;
}

async function weakestOf(
  file: LoadedFile,
  model: Model | undefined,
  options: CheckOptions,
  is: ExportedProperties['is'],
  vary: string,
): Promise<WeakestBound> {
  if (options.strategy !== undefined)
    throw new UsageError('--weakest and --strategy do not go together; leave one out');
  if (options.resume !== undefined) throw new UsageError('--weakest and --resume do not go together; leave one out');
  return whileSearching(file, model, (source, more) =>
    weakestSource({ ...source, ...is }, { ...options, ...more, vary }),
  );
}

function textOf({ vary, holds, probes }: WeakestBound): string {
  const lines = probes.map(({ value, verdict, certainty, found }) => {
    const what = verdict === 'ok' ? `ok (${certainty})` : (found ?? verdict);
    return `  ${String(value).padStart(widthOf(probes))}  ${what}`;
  });
  return [`${vary}: ${sentenceFor(holds)}`, ...lines].join('\n');
}

function sentenceFor(holds: string): string {
  if (holds === 'any') return 'as wanted with every value that was tried';
  if (holds === 'none') return 'as wanted with no value that was tried';
  return holds === 'undecided' ? 'undecided: a check did not come to its end' : `as wanted when ${holds}`;
}

function widthOf(probes: WeakestBound['probes']): number {
  return Math.max(...probes.map(({ value }) => String(value).length));
}
