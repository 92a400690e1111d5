/** Where a program calls us. */

const ownDirectory = new URL('..', import.meta.url).href;
const ownPath = decodeURIComponent(new URL('..', import.meta.url).pathname);

/** How many frames are looked at for the program's own: ours come first. */
const deepest = 12;

/** A place in what is run. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where the program is, several times cheaper than a stack as text. */
export function placeInProgram(): Place | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_error, sites) => sites;
  Error.stackTraceLimit = deepest;
  const sites = new Error().stack as unknown as readonly NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  for (const site of sites) {
    const file = site.getFileName();
    if (file === null || file === undefined || file.startsWith('node:') || isOurs(file)) continue;
    return { file, line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 };
  }
  return undefined;
}

/** Whether a file, or a frame of a stack, is ours. */
export function isOurs(frame: string): boolean {
  return frame.includes(ownDirectory) || frame.includes(ownPath);
}
