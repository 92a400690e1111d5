/**
 * A search that goes on in a later run: its frontier in a file, with all that was learnt and found until then.
 *
 * The file names every identity of the world in the order it was handed out, so that the world of the later run hands out
 * the same ones, and all else is kept as it is.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Frontier, LearntState } from '../explore/frontier.ts';
import type { NameEntries } from '../explore/names.ts';
import type { Collected } from './collected.ts';
import type { CheckOptions, ProgramSource } from './options.ts';
import { modelOf } from './options.ts';

/** Goes up with the format, and when the search comes to mean something else by it. */
const version = 1;

/** A search that was not over. */
export interface SavedSearch {
  /** All steps conflict, because the processes share plain state. */
  readonly entangled: boolean;
  /** Where executions are cut; `deepens` when a deeper search is to follow. */
  readonly maxSteps: number;
  readonly deepens: boolean;
  readonly names: NameEntries;
  readonly learnt: LearntState;
  readonly frontier: Frontier;
  readonly collected: Collected;
  /** Steps performed so far. */
  readonly events: number;
  readonly notes: readonly string[];
}

interface SavedFile {
  readonly format: string;
  readonly version: number;
  /** Of the program and the options that decide what is searched. */
  readonly program: string;
  /** Of the search itself, so that one that was cut short or changed is not gone on with. */
  readonly digest: string;
  readonly search: SavedSearch;
}

const format = 'happens-before search';

/**
 * A file of a search that cannot be gone on with: the message says why, and what to do.
 *
 * @example
 * const toss = (): Promise<string> => choose('heads', 'tails')
 * const error = await check(toss, { resume: 'package.json' }).catch((error: unknown) => error)
 * console.log(error instanceof ResumeError) // true
 */
export class ResumeError extends Error {
  override readonly name: string = 'ResumeError';
}

/** The search that the file at `path` keeps, of this program and these options; undefined when there is no file. */
export function readSearch(path: string, source: ProgramSource, options: CheckOptions): SavedSearch | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const other = `${path} is no search that hb kept, or was changed since; give another file, or remove it`;
  let file: Partial<SavedFile> | null;
  try {
    file = JSON.parse(text) as Partial<SavedFile> | null;
  } catch {
    throw new ResumeError(other);
  }
  if (typeof file !== 'object' || file === null || file.format !== format) throw new ResumeError(other);
  if (file.version !== version) {
    throw new ResumeError(`${path} was kept by another version of happens-before; remove it to begin again`);
  }
  if (file.search === undefined || file.digest !== digestOf(JSON.stringify(file.search))) throw new ResumeError(other);
  if (file.program !== programDigest(source, options)) {
    throw new ResumeError(
      `${path} is of another program, or of other options (strategy, steps, seed, ticks, model); remove it to begin again`,
    );
  }
  return file.search;
}

export function writeSearch(path: string, source: ProgramSource, options: CheckOptions, search: SavedSearch): void {
  const body = JSON.stringify(search);
  const head = JSON.stringify({ format, version, program: programDigest(source, options), digest: digestOf(body) });
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, `${head.slice(0, -1)},"search":${body}}\n`);
    renameSync(temporary, path);
  } catch (error) {
    throw new ResumeError(`${path} cannot be written: ${(error as Error).message}`);
  }
}

export function removeSearch(path: string): void {
  rmSync(path, { force: true });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ResumeError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** What must be the same for a search to go on: how long it may take and what is expected of it need not. */
function programDigest(source: ProgramSource, options: CheckOptions): string {
  const { name, text } = source;
  const { strategy = 'exhaustive', budget, seed, ticks } = options;
  return digestOf(JSON.stringify([name, text, strategy, budget?.steps, seed, ticks, modelOf(source, options)]));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
