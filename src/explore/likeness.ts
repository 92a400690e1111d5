/**
 * When two calls of a process are the same one, in two turns of a loop.
 *
 * What a loop makes anew in each turn (a sleep has a channel of its own, a deadline a timer) is another object each time. It is
 * the same by when it was made: so many reads ago, and as which of those made then.
 */
import type { Swap } from '../kernel/atomic.ts';
import type { Operation } from '../kernel/operation.ts';
import { channelRequestOf } from '../kernel/request.ts';
import { placeInProgram } from '../trace/place.ts';
import type { OperationName } from '../trace/trace.ts';
import type { ModelTimer } from './clock.ts';
import type { ProcessRun } from './process-run.ts';

/** After how many of its reads a process made something, and how many others it had made since the last of them. */
export interface Made {
  readonly reads: number;
  readonly nth: number;
}

/** What tells a call from others of its process. */
export interface Call {
  readonly kind: OperationName;
  readonly object: Likeness;
  /** What it asks for: the cases of a poll, what a compareAndSwap expects. */
  readonly asked: readonly unknown[];
  readonly site: string | undefined;
}

/** An object that a call names. */
class Likeness {
  readonly id: number | undefined;
  /** How many reads ago its process made it, and as which then; −1 where it did not make it in the loop. */
  readonly age: number;
  readonly nth: number;

  constructor(object: object, id: number | undefined, process: ProcessRun) {
    const made = process.made?.get(object);
    this.id = id;
    this.age = made === undefined ? -1 : process.vainReads - made.reads;
    this.nth = made?.nth ?? 0;
  }

  equals({ id, age, nth }: Likeness): boolean {
    return (id !== undefined && id === this.id) || (age >= 0 && age === this.age && nth === this.nth);
  }
}

export function noteMade(process: ProcessRun, object: object): void {
  process.made ??= new Map();
  let nth = 0;
  for (const { reads } of process.made.values()) if (reads === process.vainReads) nth++;
  process.made.set(object, { reads: process.vainReads, nth });
}

/** The call of `operation` that `process` makes now. */
export function callOf(operation: Operation, process: ProcessRun): Call {
  const place = placeInProgram();
  const { kind, object } = operation;
  return {
    kind,
    object: new Likeness(object, object.id, process),
    asked: askedBy(operation, process),
    site: place === undefined ? undefined : `${place.file}:${place.line}:${place.column}`,
  };
}

export function isSameCall(a: Call, b: Call): boolean {
  if (a.kind !== b.kind || !a.object.equals(b.object) || a.site !== b.site || a.asked.length !== b.asked.length)
    return false;
  return a.asked.every((one, at) => isSame(one, b.asked[at]));
}

export function areSameCalls(some: readonly Call[], others: readonly Call[]): boolean {
  return some.length === others.length && some.every((one, at) => isSameCall(one, others[at] as Call));
}

function isSame(one: unknown, other: unknown): boolean {
  return one instanceof Likeness && other instanceof Likeness ? one.equals(other) : Object.is(one, other);
}

function askedBy(operation: Operation, process: ProcessRun): readonly unknown[] {
  const { kind, argument } = operation;
  switch (kind) {
    case 'compareAndSwap':
      return [(argument as Swap).expected, (argument as Swap).replacement];
    case 'fire':
      return [new Likeness(argument as ModelTimer, undefined, process)];
    case 'stop':
    case 'reset': {
      const { channel } = (argument as { readonly timer: ModelTimer }).timer;
      return channel === undefined ? [] : [new Likeness(channel, channel.id, process)];
    }
    default: {
      const cases = channelRequestOf(operation)?.cases ?? [];
      return cases.flatMap(({ channel, sends, value }) => [new Likeness(channel, channel.id, process), sends, value]);
    }
  }
}
