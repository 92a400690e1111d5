import type { ProgramSource } from '../check/options.ts';
import type { LoadedFile } from './load.ts';
import { UsageError } from './usage-error.ts';

/**
 * A loaded file as the checker wants it. That the file exports no function shows only when it is evaluated, inside an
 * execution, where every error is the program's: `complain` throws it as what it is.
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
      throw error;
    }
  };
  return {
    source: { name: file.name, instantiate, mapSite: file.mapSite },
    complain: () => {
      if (complaint !== undefined) throw complaint;
    },
  };
}
