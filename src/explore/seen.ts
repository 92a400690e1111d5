/**
 * What properties see of an execution: marks, the values of named cells, and which processes have ended. It is kept step by
 * step, so that the state at any cut of the execution can be put together from the steps inside.
 */
import type { VectorTime } from '../causality/vector-time.ts';
import { beginning } from '../causality/vector-time.ts';
import { Atomic } from '../kernel/atomic.ts';
import { Cell } from '../kernel/cell.ts';
import type { MarkNote } from '../kernel/mark-note.ts';
import type { KernelObject, Operation, Use } from '../kernel/operation.ts';
import type { OperationName } from '../trace/trace.ts';
import type { ProcessRun } from './process-run.ts';

/** A use of the order among marks, which is one object with many places. */
export interface MarkUse {
  readonly place: number;
  readonly use: Use;
}

/** What the properties of a check need the search to keep apart. */
export interface Watched {
  /** How a mark uses the order among marks; nothing where that is nobody's business. */
  usesOf(mark: MarkNote): readonly MarkUse[];
}

/** A mark, by whom it was made. */
export interface SeenMark extends MarkNote {
  readonly process: string;
}

/** The end of a process. It may take more steps than the one in which it was seen: it has ended once all up to `time` are. */
export interface SeenEnd {
  /** By number. */
  readonly process: number;
  readonly time: VectorTime;
}

/** What one step showed. */
export interface Seen {
  readonly mark: SeenMark | undefined;
  /** What named cells hold since. */
  readonly values: readonly (readonly [name: string, value: unknown])[];
  readonly ends: readonly SeenEnd[];
}

const nothing: readonly never[] = [];
export const unseen: Seen = { mark: undefined, values: nothing, ends: nothing };

/** Takes down what the steps of one execution show. */
export class Sights {
  readonly #names = new Map<KernelObject, string>();
  readonly #taken = new Map<string, number>();
  readonly #ended = new Set<ProcessRun>();
  readonly #made: (readonly [name: string, value: unknown])[] = [];

  /** The program made an object. */
  made(object: unknown): void {
    if (!(object instanceof Cell || object instanceof Atomic) || object.name === undefined) return;
    const count = (this.#taken.get(object.name) ?? 0) + 1;
    this.#taken.set(object.name, count);
    const name = count === 1 ? object.name : `${object.name}#${count}`;
    this.#names.set(object, name);
    this.#made.push([name, snapshot(object.load())]);
  }

  /** What is to be seen since it was looked at last, after a step of `kind` on `object`, or after main's beginning. */
  look(processes: readonly ProcessRun[], kind?: OperationName, operation?: Operation, by?: ProcessRun): Seen {
    const ends: SeenEnd[] = [];
    for (const process of processes) {
      if (process.core.state === 'running' || this.#ended.has(process)) continue;
      this.#ended.add(process);
      ends.push({ process: process.index, time: (process.core.ended.clock as VectorTime | undefined) ?? beginning });
    }
    const values = this.#made.splice(0);
    const object = operation?.object;
    const name = object === undefined ? undefined : this.#names.get(object);
    if (name !== undefined && !looks.has(kind as OperationName))
      values.push([name, snapshot((object as Cell | Atomic).load())]);
    const isMark = kind === 'mark' && by !== undefined;
    if (!isMark && values.length + ends.length === 0) return unseen;
    const mark = isMark ? { ...(operation?.argument as MarkNote), process: nameSeen(by) } : undefined;
    return { mark, values, ends };
  }
}

/** How properties call a process: a node that was started again has the name it had. */
export function nameSeen({ core, node, name }: ProcessRun): string {
  return node !== undefined && core.name === node.core.label ? node.core.label : name;
}

/** Operations on cells that change none. */
const looks: ReadonlySet<OperationName> = new Set<OperationName>(['read', 'load', 'plain.read']);

/** A copy that what the program does to the value later does not change; the value itself where it cannot be copied. */
export function snapshot(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}
