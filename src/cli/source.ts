import type { ProgramSource } from '../check/check.ts';
import type { LoadedFile } from './load.ts';

/** A loaded file as the checker wants it. */
export function sourceOf(file: LoadedFile): ProgramSource {
  return { name: file.name, instantiate: file.instantiate, mapSite: file.mapSite };
}
