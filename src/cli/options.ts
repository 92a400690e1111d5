import { UsageError } from './usage-error.ts';

/** Reads a whole number given for `option`, at least `least`. */
export function readWholeNumber(option: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${option} is "${text}"; give a whole number, ${least} or more`);
}
