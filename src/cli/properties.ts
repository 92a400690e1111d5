import type { CheckOptions, ProgramSource } from '../check/options.ts';
import { readProperties } from '../check/properties/property.ts';
import type { LoadedFile } from './load.ts';
import { UsageError } from './usage-error.ts';

/** The properties that a file exports, and how to know its program where they speak of it. */
export interface ExportedProperties {
  readonly options: Pick<CheckOptions, 'properties'>;
  readonly is: Pick<ProgramSource, 'is'>;
}

export function exportedProperties(file: LoadedFile): ExportedProperties {
  let exported: ReturnType<LoadedFile['readWithProgram']>;
  try {
    exported = file.readWithProgram('properties');
  } catch {
    // A file that cannot be evaluated is a finding of the check.
    return { options: {}, is: {} };
  }
  if (exported === undefined) return { options: {}, is: {} };
  const { value, program } = exported;
  try {
    return { options: { properties: readProperties(value) }, is: { is: (other) => other === program } };
  } catch (error) {
    throw new UsageError(`the export ${(error as Error).message}`);
  }
}
