import { toMermaid } from '../report/mermaid.ts';
import { toSvg } from '../report/svg.ts';
import type { Trace } from '../trace/trace.ts';
import { exitCodes } from './exit-codes.ts';
import { print } from './terminal.ts';
import { readTrace, writeNamedFile } from './trace-file.ts';
import { UsageError } from './usage-error.ts';

export interface ExportFlags {
  readonly to: string;
  readonly output?: string;
}

const formats: Readonly<Record<string, (trace: Trace) => string>> = { mermaid: toMermaid, svg: toSvg };

export async function exportCommand(path: string, flags: ExportFlags): Promise<number> {
  const draw = Object.hasOwn(formats, flags.to) ? formats[flags.to] : undefined;
  if (draw === undefined) {
    throw new UsageError(`--to is "${flags.to}"; choose one of ${Object.keys(formats).join(', ')}`);
  }
  const text = draw(readTrace(path));
  if (flags.output === undefined) await print(text);
  else writeNamedFile(flags.output, text);
  return exitCodes.fine;
}
