import type { LoadedFile } from './load.ts';

/** From here on a program that looks at a stack sees the lines of its own files, not those of the bundle it runs from. */
export function showOwnLines(file: LoadedFile): void {
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map((frame) => `\n    at ${String(frame)}`);
    return file.mapText(describe(error) + lines.join(''));
  };
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an error that cannot be shown';
  }
}
