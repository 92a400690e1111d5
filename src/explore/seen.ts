/**
 * What is to be seen of an execution: marks, the values of named cells, what processes learn, and which have ended. It is kept
 * step by step, so that the state at any cut of the execution can be put together from the steps inside.
 */
import type { VectorTime } from '../causality/vector-time.ts';
import { beginning } from '../causality/vector-time.ts';
import { Atomic } from '../kernel/atomic.ts';
import { Cell } from '../kernel/cell.ts';
import type { MarkNote } from '../kernel/mark-note.ts';
import type { Letter } from '../kernel/node.ts';
import type { Use } from '../kernel/operation.ts';
import type { OperationName } from '../trace/trace.ts';
import { canonical, tag } from '../trace/value.ts';
import { copyOf } from './copy.ts';
import { isAdverse } from './network.ts';
import type { ProcessRun } from './process-run.ts';
import type { Pending } from './transition.ts';
import { coresIn } from './value-digest.ts';

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

/** What a named cell or atomic holds since. */
export interface SeenHolding {
  readonly name: string;
  /** The same in every execution of a search. */
  readonly id: number;
  /** A copy. */
  readonly value: unknown;
}

/** What a process learns: an operation of its own has returned, or thrown, or a clock showed it the time. */
export interface Lesson {
  /** By number. */
  readonly process: number;
  /** What it learnt, as a text that is the same wherever that is. */
  readonly text: string;
}

/** The end of a process. It may take more steps than the one in which it was seen: it has ended once all up to `time` are. */
export interface SeenEnd {
  /** By number. */
  readonly process: number;
  readonly time: VectorTime;
}

/** What one step showed. */
export interface Seen {
  /** What was marked, as it was when it was told. */
  readonly mark: MarkNote | undefined;
  readonly holdings: readonly SeenHolding[];
  readonly lessons: readonly Lesson[];
  /** A copy of what the message carries that left. */
  readonly body: unknown;
  readonly ends: readonly SeenEnd[];
}

const nothing: readonly never[] = [];
export const unseen: Seen = { mark: undefined, holdings: nothing, lessons: nothing, body: undefined, ends: nothing };

/** An operation that a step completed, and what it returned. */
interface Completed {
  readonly pending: Pending;
  readonly value: unknown;
}

/** Takes down what the steps of one execution show. */
export class Sights {
  readonly #hears: boolean;
  readonly #ended = new Set<ProcessRun>();
  #made: readonly SeenHolding[] = nothing;
  #lessons: readonly Lesson[] = nothing;

  /** `what`: only what changed, or also what processes learn, which takes time. */
  constructor(what: 'changes' | 'lessons') {
    this.#hears = what === 'lessons';
  }

  /** The program made an object. */
  made(object: unknown): void {
    this.#made = [...this.#made, ...holdingOf(object)];
  }

  /** An operation has taken place and its process is about to go on, which may change what it was told. */
  completing(pending: Pending, threw: boolean, value: unknown): void {
    if (!this.#hears || isUnheard(pending)) return;
    const objects = coresIn(value).map(({ id }) => `@${id}`);
    const text = `${pending.identity}${threw ? '!' : '='}${canonical(tag(value))}${objects.join('')}`;
    this.#learn(pending.process, text);
  }

  /** A process read a clock, which showed `now`: it learns that with what let it go on. */
  read(by: ProcessRun, now: number): void {
    if (!this.#hears) return;
    const before = this.#lessons.findLast(({ process }) => process === by.index)?.text ?? '';
    this.#learn(by, `${before} at ${now}`);
  }

  /** What is to be seen since it was looked at last: of a step that `completed` this, or of main's beginning. */
  look(processes: readonly ProcessRun[], completed: readonly Completed[] = nothing): Seen {
    const ends = this.#ends(processes);
    const holdings = [...this.#made, ...completed.flatMap(heldSince)];
    const lessons = this.#lessons;
    this.#made = nothing;
    this.#lessons = nothing;
    const told = completed.find(({ pending: { operation } }) => tells.has(operation.kind))?.pending.operation;
    if (told === undefined && holdings.length + lessons.length + ends.length === 0) return unseen;
    const mark = told?.kind === 'mark' ? (told.argument as MarkNote) : undefined;
    const body = told?.kind === 'post' ? copyOf((told.argument as Letter).body()) : undefined;
    return { mark, holdings, lessons, body, ends };
  }

  #learn({ index }: ProcessRun, text: string): void {
    this.#lessons = [...this.#lessons, { process: index, text }];
  }

  #ends(processes: readonly ProcessRun[]): SeenEnd[] {
    const ended = processes.filter((process) => process.core.state !== 'running' && !this.#ended.has(process));
    return ended.map((process) => {
      this.#ended.add(process);
      return { process: process.index, time: (process.core.ended.clock as VectorTime | undefined) ?? beginning };
    });
  }
}

/** What an object holds, if it is a named cell. */
function holdingOf(object: unknown): readonly SeenHolding[] {
  if (!(object instanceof Cell || object instanceof Atomic)) return nothing;
  const { name, id } = object;
  return name === undefined || name === '' ? nothing : [{ name, id, value: copyOf(object.load()) }];
}

/** What the object of an operation holds, if that may have changed it. */
function heldSince({ pending: { operation }, value }: Completed): readonly SeenHolding[] {
  const { kind, object } = operation;
  return looks.has(kind) || (kind === 'compareAndSwap' && value === false) ? nothing : holdingOf(object);
}

/** Operations that tell something. */
const tells: ReadonlySet<OperationName> = new Set<OperationName>(['mark', 'post']);

/** Operations on cells that change none. */
const looks: ReadonlySet<OperationName> = new Set<OperationName>(['read', 'load', 'plain.read']);

/** Nobody sees a process start, a timer fire before somebody receives from it, or what befalls nodes and messages. */
function isUnheard(pending: Pending): boolean {
  if (isAdverse(pending)) return !pending.isHeardOf;
  const { kind, argument } = pending.operation;
  return (
    kind === 'start' ||
    (kind === 'fire' && !(typeof argument === 'object' && argument !== null && 'callback' in argument))
  );
}
