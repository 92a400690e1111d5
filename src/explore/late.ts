/** Steps that may have to come earlier than they did. */
import type { VectorTime } from '../causality/vector-time.ts';
import { crashing, elsewhere } from './expected.ts';
import type { Wanted } from './path.ts';
import { requestOf } from './request.ts';
import type { Step } from './step.ts';
import type { Pending } from './transition.ts';
import { cancelled, nameOf } from './transition.ts';

/** A step, or an operation that never got to take one, that may have to come earlier. */
export interface Late {
  readonly past: VectorTime;
  /** What takes place then. */
  readonly wanted: Wanted;
  /** Its operation, or both of a hand-over. */
  readonly operations: readonly Pending[];
  /** It could not have gone where those that wait could not. */
  readonly waits: boolean;
  /** It could have gone in another way. */
  readonly chooses: boolean;
  /** It never took place, so that only a change can have kept it from that. */
  readonly blocked: boolean;
  /** A join: what it is ordered after by the end it waited for, and cannot come before. */
  readonly awaited?: readonly number[];
  /** Where it is to come, when that is not where it came: before `end`, after what it does not come before. */
  readonly moved?: Moved;
}

interface Moved {
  readonly end: number;
  readonly without: number;
}

/** A step that took place. */
export class Happened implements Late {
  readonly operations: readonly Pending[];
  readonly chooses: boolean;
  readonly blocked = false;
  readonly #step: Step;
  readonly awaited?: readonly number[];
  readonly moved?: Moved;
  readonly #open: boolean;
  #wanted: Wanted | undefined = undefined;

  /** `open`: whether what the program does after a step may use anything. */
  constructor(step: Step, operations: readonly Pending[], chooses: boolean, open: boolean, moved?: Moved) {
    this.#step = step;
    this.#open = open;
    this.operations = operations;
    this.chooses = chooses;
    if (step.kind === 'join') this.awaited = step.time.sync;
    if (moved !== undefined) this.moved = moved;
  }

  get past(): VectorTime {
    return this.#step.past;
  }

  get waits(): boolean {
    return this.#step.waits;
  }

  get wanted(): Wanted {
    this.#wanted ??= { name: nameOf(this.#step.transition), footprint: elsewhere(this.#step, this.#open) };
    return this.#wanted;
  }
}

/** A crash of a node that has ended: it could have come before that. */
export function crashOf(pending: Pending, open: boolean): Late {
  const { identity, operation, past } = pending;
  const name = { identity, alternative: 0, partner: -1, partnerAlternative: -1 };
  const wanted = crashing(name, operation.object.id, open);
  return { past, wanted, operations: [pending], waits: false, chooses: false, blocked: false };
}

/** Whether `object` is what a cancelled operation waited on: for its cancellation it waits for the signal only. */
export function isOwn({ wanted, operations }: Late, object: number): boolean {
  return wanted.name.alternative === cancelled && operations.some((pending) => waitsOn(pending, object));
}

export function waitsOn(pending: Pending, object: number): boolean {
  return (
    pending.operation.object.id === object ||
    requestOf(pending)?.cases.some(({ channel }) => channel.id === object) === true
  );
}
