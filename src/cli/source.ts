import type { ProgramSource } from '../check/options.ts';
import type { Model } from '../trace/model.ts';
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

/** `model`: what to run it under, where one is given. */
export function checkedFile(file: LoadedFile, model: Model | undefined): CheckedFile {
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
    source: { name: file.name, instantiate, mapSite: file.mapSite, text: file.text, ...(model && { model }) },
    complain: () => {
      if (complaint !== undefined) throw complaint;
    },
  };
}
