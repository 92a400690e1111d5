/** The model a command runs a file under: what the file exports, with what the flags say instead. */
import type { Model } from '../trace/model.ts';
import { asynchronous, readModel } from '../trace/model.ts';
import type { LoadedFile } from './load.ts';
import { readWholeNumber } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Flags that say what may go wrong, as they were written. */
export interface ModelFlags {
  readonly model?: string;
  readonly order?: string;
  readonly loss?: string;
  readonly duplication?: string;
  readonly crashes?: string;
  readonly restarts?: string;
  readonly partitions?: string;
  readonly pauses?: string;
}

const counts = ['loss', 'duplication', 'crashes', 'restarts', 'partitions', 'pauses'] as const;

/** The names of the flags. */
export const modelFlags: readonly (keyof ModelFlags)[] = ['model', 'order', ...counts];

/** The model to run `file` under; undefined where neither it nor a flag names one. */
export function givenModel(file: LoadedFile, flags: ModelFlags): Model | undefined {
  const base = flags.model === undefined ? exportedModel(file) : namedModel(flags.model);
  const changes: Record<string, unknown> = {};
  for (const name of counts) {
    const text = flags[name];
    if (text !== undefined) changes[name] = readWholeNumber(`--${name}`, text, 0);
  }
  if (flags.order !== undefined) changes['order'] = flags.order;
  if (Object.keys(changes).length === 0) return base;
  return read({ ...(base ?? asynchronous()), ...changes }, '');
}

/** A model by its name, where that is enough, or as JSON. */
function namedModel(text: string): Model {
  if (text === 'asynchronous') return asynchronous();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(
      `--model is "${text}"; give asynchronous, or JSON such as '{"kind":"synchronous","delay":[1,3],"step":[0,1]}'`,
    );
  }
  return read(value, '--');
}

/** The model that the file exports, if it does. */
function exportedModel(file: LoadedFile): Model | undefined {
  let exported: unknown;
  try {
    exported = file.readExport('model');
  } catch {
    // A file that cannot be evaluated is a finding of the check.
    return undefined;
  }
  return exported === undefined ? undefined : read(exported, 'the export ');
}

/** @throws UsageError that begins with where the model comes from. */
function read(value: unknown, origin: string): Model {
  try {
    return readModel(value);
  } catch (error) {
    throw new UsageError(`${origin}${(error as Error).message}`);
  }
}
