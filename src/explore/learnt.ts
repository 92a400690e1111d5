/** What searches of one program learn as they go, and must know from the start: then they start again. */
import type { Execution } from './execution.ts';
import type { ExecutionSettings } from './step.ts';

type Told = Pick<
  ExecutionSettings,
  'explicitStarts' | 'erring' | 'racing' | 'stranded' | 'spinning' | 'loops' | 'counting' | 'inboxes'
>;

/** Processes whose first step, and joins whose continuation, conflict with others; and more of that kind. */
export class Learnt {
  readonly explicitStarts: Set<number> = new Set<number>();
  readonly opaque: Set<number> = new Set<number>();
  readonly erring: Set<number> = new Set<number>();
  readonly racing: Set<number> = new Set<number>();
  /** Processes that have several operations waiting at once. */
  readonly stranded: Set<number> = new Set<number>();
  /** Processes that read over and over, and their loops that may go on for ever. */
  readonly spinning: Set<number> = new Set<number>();
  readonly loops: Set<string> = new Set<string>();
  readonly counting: Set<number> = new Set<number>();
  /** Channels without bound: the one that is explored as an inbox, and those that cannot be. */
  readonly inboxes: Set<number> = new Set<number>();
  readonly crowded: Set<number> = new Set<number>();
  /** Whether the program uses anything without an operation of its own: signals, timers, races of promises and the like. */
  open = false;
  /** Whether every channel is explored as the queue it is: properties see the order of sends. */
  keepsQueues = false;
  /** Whether operations choose in ways that others offer and take away. */
  choosing = false;
}

const noLoops: ReadonlySet<string> = new Set();
const noProcesses: ReadonlySet<number> = new Set();

/** What an execution is told of it, in which every channel is a queue. `holds`: whether loops that only go round again wait. */
export function toldOf(learnt: Learnt, holds: boolean): Told {
  const { explicitStarts, erring, racing, stranded, spinning, loops, counting } = learnt;
  const held = holds ? { spinning, loops } : { spinning: noProcesses, loops: noLoops };
  return { explicitStarts, erring, racing, stranded, ...held, counting, inboxes: noProcesses };
}

/** Notes what an execution came across that should have been known from its start; whether there was anything. */
export function learn(learnt: Learnt, execution: Execution): boolean {
  const { explicitStarts, erring, racing, stranded, spinning, loops } = learnt;
  const late = execution.lateStart;
  const { late: lateRacing, lateRanks } = execution.racing;
  let isNew = lateRanks;
  if (late !== undefined && !explicitStarts.has(late.identity.id)) {
    explicitStarts.add(late.identity.id);
    isNew = true;
  }
  // A process may end in an error, so it matters who has called `join` on it by then.
  if (lateRanks) learnt.choosing = true;
  if (addAll(erring, execution.erred)) isNew = true;
  if (addAll(racing, lateRacing)) isNew = true;
  if (addAll(stranded, execution.lateStrands)) isNew = true;
  if (addAll(spinning, execution.spins.late)) isNew = true;
  if (addAll(loops, execution.spins.lateLoops)) isNew = true;
  if (execution.wentBeyond && !learnt.open) isNew = learnt.open = true;
  if (addAll(learnt.crowded, execution.inboxes.crowded)) {
    for (const inbox of learnt.inboxes) if (learnt.crowded.has(inbox) && learnt.inboxes.delete(inbox)) isNew = true;
  }
  return isNew;
}

/** Adds all of `late`; whether one was new. */
function addAll<T>(learnt: Set<T>, late: ReadonlySet<T> | undefined): boolean {
  if (late === undefined) return false;
  const before = learnt.size;
  for (const one of late) learnt.add(one);
  return learnt.size > before;
}
