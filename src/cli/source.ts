import type { ProgramSource } from '../check/options.ts';
import { readModel } from '../trace/model.ts';
import type { LoadedFile } from './load.ts';
import { UsageError } from './usage-error.ts';

/**
 * A loaded file as the checker wants it. What goes wrong as the file is evaluated is an error of the program, like any it
 * throws later; but that the file exports no function is not: `complain` throws that as what it is.
 */
export interface CheckedFile {
  readonly source: ProgramSource;
  readonly complain: () => void;
}

export function checkedFile(file: LoadedFile): CheckedFile {
  let complaint: UsageError | undefined;
  const instantiate = (): (() => unknown) => {
    try {
      return file.instantiate();
    } catch (error) {
      if (error instanceof UsageError) complaint = error;
      return () => {
        throw error;
      };
    }
  };
  return {
    source: { name: file.name, instantiate, mapSite: file.mapSite, text: file.text, ...exportedModel(file) },
    complain: () => {
      if (complaint !== undefined) throw complaint;
    },
  };
}

/** The model that the file exports, if it does. */
function exportedModel(file: LoadedFile): Pick<ProgramSource, 'model'> {
  let exported: unknown;
  try {
    exported = file.readExport('model');
  } catch {
    // A file that cannot be evaluated is a finding of the check.
    return {};
  }
  if (exported === undefined) return {};
  try {
    return { model: readModel(exported) };
  } catch (error) {
    throw new UsageError(`the export ${(error as Error).message}`);
  }
}
