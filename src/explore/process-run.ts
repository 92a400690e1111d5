import type { ProcessCore } from '../kernel/process.ts';
import type { ProcessIdentity } from './context.ts';

/** A process in one execution. */
export class ProcessRun {
  readonly core: ProcessCore;
  readonly identity: ProcessIdentity;
  /** Its number in this execution, in the order of spawning; 0 is main. */
  readonly index: number;
  /** How reports call it: its name, made unique. */
  readonly name: string;
  /** The number of the step that spawned it, from 1; 0 for main's beginning. */
  readonly spawnedIn: number;
  /** Where it was spawned, in runs that are explained. */
  readonly stack: string | undefined;
  started = false;
  /** How many of its operations are pending. */
  pendingCount = 0;
  /** The last wait for a promise that is no operation of ours: its stack, in runs that are explained. */
  lastAwait: string | undefined = undefined;

  constructor(
    core: ProcessCore,
    identity: ProcessIdentity,
    index: number,
    name: string,
    spawnedIn: number,
    stack: string | undefined,
  ) {
    this.core = core;
    this.identity = identity;
    this.index = index;
    this.name = name;
    this.spawnedIn = spawnedIn;
    this.stack = stack;
  }
}
