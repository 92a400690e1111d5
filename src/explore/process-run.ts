import type { VectorTime } from '../causality/vector-time.ts';
import type { ProcessCore } from '../kernel/process.ts';
import type { ProcessIdentity } from './context.ts';
import type { Call, Made } from './likeness.ts';
import type { NodeRun } from './network.ts';
import type { VainRead } from './spin.ts';
import { noReads } from './spin.ts';

/** A process in one execution. */
export class ProcessRun {
  readonly core: ProcessCore;
  readonly identity: ProcessIdentity;
  /** Its number in this execution, in the order of spawning; 0 is main. */
  readonly index: number;
  /** The number of the step that spawned it, from 1; 0 for main's beginning. */
  readonly spawnedIn: number;
  /** Where it was spawned, in runs that are explained. */
  readonly stack: string | undefined;
  started = false;
  /** How many of its operations are pending. */
  pendingCount = 0;
  /** The last wait for a promise that is no operation of ours: its stack, in runs that are explained. */
  lastAwait: string | undefined = undefined;
  /** How many reads in a row it made that told it nothing new, and the latest of them where they are kept. */
  vainReads = 0;
  reads: readonly VainRead[] = noReads;
  /** What it called in the step in progress, and what it made since it began to read so, where that is kept. */
  calling: readonly Call[] = noReads;
  made: Map<object, Made> | undefined = undefined;
  /** What it runs, until it is started; and what its start comes after, unless that is a step of its own. */
  body: (() => unknown) | undefined = undefined;
  startTime: VectorTime | undefined = undefined;
  /** The node it is part of, if it is of one. */
  node: NodeRun | undefined = undefined;
  /** All processes of the execution, in the order of spawning. */
  readonly all: readonly ProcessRun[];

  constructor(
    core: ProcessCore,
    identity: ProcessIdentity,
    all: readonly ProcessRun[],
    spawnedIn: number,
    stack: string | undefined,
  ) {
    this.core = core;
    this.identity = identity;
    this.index = all.length;
    this.spawnedIn = spawnedIn;
    this.stack = stack;
    this.all = all;
  }

  /** How reports call it: its name, made unique. Worked out when asked, because while searching nobody does. */
  get name(): string {
    const own = baseName(this);
    let count = 0;
    for (let at = 0; at <= this.index; at++) if (baseName(this.all[at] ?? this) === own) count++;
    return count === 1 ? own : `${own}#${count}`;
  }
}

/** How a process is called, though others may be too. */
export function baseName({ core, index }: ProcessRun): string {
  return core.name === undefined || core.name === '' ? `process ${index}` : core.name;
}

/** How an execution's own states call a process: a node that was started again has the name it had. */
export function nameSeen({ core, node, name }: ProcessRun): string {
  return node !== undefined && core.name === node.core.label ? node.core.label : name;
}
