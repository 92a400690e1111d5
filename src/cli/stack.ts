const ownDirectory = new URL('..', import.meta.url).href;

/** Whether a stack goes through our own code. */
export function ownFrame(stack: string): boolean {
  return stack.includes(ownDirectory);
}

/** The frames of a stack that are the program's: neither ours nor Node's. */
export function programFrames(stack: string): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node:') && !ownFrame(line));
}

/** The place of the innermost frame that is the program's. */
export function programSite(stack: string): string | undefined {
  const [frame] = programFrames(stack);
  return frame === undefined ? undefined : /(?:\(| at (?:async )?)([^(]*:\d+:\d+)\)?$/.exec(frame)?.[1];
}
