import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, isAbsolute, relative, resolve } from 'node:path';

/** Where in the user's files a place of the bundle comes from. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Maps places of a bundle back to the files it was made of. Lines and columns count from 1. */
export class SourcePositions {
  readonly #text: string;
  readonly #directory: string;
  #map: SourceMap | undefined;

  /** `map` is a source map as JSON, read when first needed; its relative file names start from `bundlePath`. */
  constructor(map: string, bundlePath: string) {
    this.#text = map;
    this.#directory = dirname(bundlePath);
  }

  find(line: number, column: number): SourcePosition | undefined {
    this.#map ??= new SourceMap(JSON.parse(this.#text) as SourceMapPayload);
    const entry = this.#map.findEntry(line - 1, column - 1);
    // Text the bundler made itself precedes the first mapping of its line, and the nearest mapping is then another line's.
    if (!('originalSource' in entry) || entry.generatedLine !== line - 1) return undefined;
    return {
      file: resolve(this.#directory, entry.originalSource),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  }
}

/** A path as a reader in `directory` would type it: relative, unless that climbs out and is longer than the whole path. */
export function shortPath(file: string, directory: string): string {
  const path = relative(directory, file);
  if (path === '' || isAbsolute(path)) return file;
  return path.startsWith('..') && path.length >= file.length ? file : path;
}

export function showPosition(position: SourcePosition, directory: string): string {
  return `${shortPath(position.file, directory)}:${position.line}:${position.column}`;
}
