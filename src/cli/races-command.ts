import { racesOf } from '../causality/trace-races.ts';
import { renderRaces } from '../report/races-text.ts';
import { exitCodes } from './exit-codes.ts';
import { type StyleOptions, styleFor } from './style.ts';
import { print } from './terminal.ts';
import { readTrace } from './trace-file.ts';

export async function racesCommand(path: string, flags: StyleOptions): Promise<number> {
  const trace = readTrace(path);
  const races = racesOf(trace);
  await print(renderRaces(trace, races, styleFor(process.stdout, flags)));
  return races.length > 0 ? exitCodes.found : exitCodes.fine;
}
