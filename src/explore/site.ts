/** From a stack to the line of the program. */

const ownDirectory = new URL('..', import.meta.url).href;
const ownPath = decodeURIComponent(new URL('..', import.meta.url).pathname);

/** Turns a place in what was run into a place in what was written. */
export type SiteMapper = (file: string, line: number, column: number) => string | undefined;

/** The innermost line of a stack that is the program's, `file:line:column`; undefined when there is none. */
export function siteOf(stack: string | undefined, map: SiteMapper): string | undefined {
  if (stack === undefined) return undefined;
  for (const frame of stack.split('\n')) {
    if (!/^\s+at /.test(frame) || frame.includes('node:') || isOurs(frame)) continue;
    const place = /(?:\(|at (?:async )?)([^()]+):(\d+):(\d+)\)?$/.exec(frame);
    if (place === null) continue;
    const [, file, line, column] = place as unknown as [string, string, string, string];
    const site = map(file, Number(line), Number(column));
    if (site !== undefined) return site;
  }
  return undefined;
}

/** How many frames are looked at for the program's own: ours come first. */
const deepest = 12;

/** Where the program is, as a name for that place; not for reading, and several times cheaper than a stack as text. */
export function placeInProgram(): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_error, sites) => sites;
  Error.stackTraceLimit = deepest;
  const sites = new Error().stack as unknown as readonly NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  for (const site of sites) {
    const file = site.getFileName();
    if (file === null || file === undefined || file.startsWith('node:') || isOurs(file)) continue;
    return `${file}:${site.getLineNumber()}:${site.getColumnNumber()}`;
  }
  return undefined;
}

function isOurs(frame: string): boolean {
  return frame.includes(ownDirectory) || frame.includes(ownPath);
}

/** Places as they are run, with files relative to the working directory. */
export function plainSite(file: string, line: number, column: number): string {
  const path = file.startsWith('file://') ? decodeURIComponent(new URL(file).pathname) : file;
  const directory = `${process.cwd()}/`;
  return `${path.startsWith(directory) ? path.slice(directory.length) : path}:${line}:${column}`;
}
