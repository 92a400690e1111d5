/** From a stack to the line of the program. */
import { isOurs } from '../trace/place.ts';

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

/** Places as they are run, with files relative to the working directory. */
export function plainSite(file: string, line: number, column: number): string {
  const path = file.startsWith('file://') ? decodeURIComponent(new URL(file).pathname) : file;
  const directory = `${process.cwd()}/`;
  return `${path.startsWith(directory) ? path.slice(directory.length) : path}:${line}:${column}`;
}
