/** What a search does next where nothing is planned. */
import type { Node } from './path.ts';
import type { Step } from './step.ts';
import type { Transition } from './transition.ts';

/** Steps in a row after which a process makes room for others, so that those that spin see what they wait for. */
const patience = 8;

/** The same process goes on while it can: fewer switches make shorter witnesses. */
export function pick(path: readonly Node[], awake: readonly Transition[], first: Transition): Transition {
  const last = path[path.length - 1]?.step?.transition.pending.process.index;
  const same = awake.find((transition) => transition.pending.process.index === last);
  if (same === undefined) return first;
  return hasRunLong(path, last as number) ? longestAgo(path, awake) : same;
}

/** Whether `process` took the last `patience` steps: then it may be waiting for what others have yet to do. */
function hasRunLong(path: readonly Node[], process: number): boolean {
  if (path.length < patience) return false;
  for (let back = 1; back <= patience; back++) {
    if (processOf(path[path.length - back] as Node) !== process) return false;
  }
  return true;
}

/** A step of the process that has not run for longest. */
function longestAgo(path: readonly Node[], awake: readonly Transition[]): Transition {
  const lastRun = new Map<number, number>();
  for (const [at, node] of path.entries()) lastRun.set(processOf(node), at);
  const age = (transition: Transition): number => lastRun.get(transition.pending.process.index) ?? -1;
  return awake.reduce((oldest, transition) => (age(transition) < age(oldest) ? transition : oldest));
}

function processOf(node: Node): number {
  return (node.step as Step).transition.pending.process.index;
}
