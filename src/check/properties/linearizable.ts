import { copyOf } from '../../explore/copy.ts';
import type { Execution } from '../../explore/execution.ts';
import { nameSeen } from '../../explore/process-run.ts';
import type { MarkUse } from '../../explore/seen.ts';
import type { CallNote, MarkNote } from '../../kernel/mark-note.ts';
import { canonical, show, tag } from '../../trace/value.ts';
import type { Interval } from './linearization.ts';
import { isLinearizable } from './linearization.ts';
import type { Judge, JudgedProperty, Property, Violation } from './property.ts';
import { ask, PropertyError, stepsUntil, titleOf } from './property.ts';

/** An object that does one operation after the other. */
export interface SequentialSpec<State, Operation> {
  /** How reports call it. */
  readonly name?: string;
  /** What it is before the first operation, as data that `structuredClone` copies. */
  readonly initial: State;
  /** What `operation` makes of `state`, and what it resolves to. It is given a copy, which it may change. */
  readonly apply: (state: State, operation: Operation) => { readonly state: State; readonly result?: unknown };
  /** Operations with different keys have nothing to do with each other: each key has a state of its own. */
  readonly key?: (operation: Operation) => unknown;
}

/**
 * What was recorded by `call` is what an object could have done that does one operation after the other, each at some point
 * between its call and its return. The order between the call of one and the return of another is explored like any order
 * that matters, so that all executions that stand for one agree in it. Operations of different keys are judged apart (Horn
 * and Kroening's P-compositionality, 2015).
 *
 * A call that has not returned, because its process waits, has ended or threw, may or may not have taken place.
 *
 * @param spec the object: its first state, and what an operation does to it.
 * @throws TypeError when the specification is none.
 * @example
 * type Op = { write: number } | 'read'
 * const register = linearizable({
 *   initial: 0,
 *   apply: (value: number, op: Op) => (op === 'read' ? { state: value, result: value } : { state: op.write }),
 * })
 * const { verdict } = await check(async () => {
 *   const x = atomic(0)
 *   const p = go('P', () => call({ write: 1 }, () => x.store(1)))
 *   const q = go('Q', () => call('read', () => x.load()))
 *   await p.join()
 *   await q.join()
 * }, { properties: [register] })
 * console.log(verdict) // ok
 */
export function linearizable<State, Operation>(spec: SequentialSpec<State, Operation>): Property {
  const { name = '', apply, key } = (spec ?? {}) as Partial<SequentialSpec<State, Operation>>;
  if (typeof spec !== 'object' || spec === null || !('initial' in spec) || typeof apply !== 'function')
    throw new TypeError('linearizable: a specification { initial, apply(state, operation) } is needed');
  if (typeof name !== 'string') throw new TypeError('linearizable: the name must be a text');
  if (key !== undefined && typeof key !== 'function') throw new TypeError('linearizable: the key must be a function');
  return new Linearizable(name, spec as SequentialSpec<unknown, unknown>);
}

/** Places of the order among marks, one for each key: it does no harm when two share one. */
const places = 2 ** 16;

class Linearizable implements JudgedProperty {
  readonly kind = 'linearizable';
  readonly seesStates = false;
  readonly name: string;
  readonly #spec: SequentialSpec<unknown, unknown>;

  constructor(name: string, spec: SequentialSpec<unknown, unknown>) {
    this.name = name;
    this.#spec = spec;
  }

  /** A call and a return of one key do not commute; two calls do, and two returns. */
  usesOf({ call }: MarkNote): readonly MarkUse[] {
    if (call === undefined) return [];
    return [{ place: 1 + placeOf(this.#keyOf(call.operation)), use: call.returns ? 'commute' : 'read' }];
  }

  judge(): Promise<Judge> {
    return Promise.resolve(
      new HistoryJudge(
        (operation) => this.#keyOf(operation),
        (calls) => this.#explains(calls),
      ),
    );
  }

  #keyOf(operation: unknown): string {
    const { key } = this.#spec;
    return key === undefined ? '' : canonical(tag(ask(this, 'its key', () => key(operation))));
  }

  #explains(calls: readonly Interval[]): boolean {
    return isLinearizable(calls, this.#spec.initial, (state, operation) => this.#apply(state, operation));
  }

  #apply(state: unknown, operation: unknown): { readonly state: unknown; readonly result: string } {
    const next: unknown = ask(this, 'apply', () => this.#spec.apply(copyOf(state), copyOf(operation)));
    if (typeof next !== 'object' || next === null || !('state' in next))
      throw new PropertyError(`${titleOf(this)}: apply returned ${show(tag(next))}, not { state, result }`);
    return { state: next.state, result: canonical(tag('result' in next ? next.result : undefined)) };
  }
}

function placeOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (hash * 31 + key.charCodeAt(at)) % places;
  return hash;
}

/** One end of a call in an execution. */
interface CallEnd {
  readonly step: number;
  readonly process: string;
  readonly data: unknown;
  readonly call: CallNote;
}

/** How many histories are remembered: one comes up again in most executions. */
const mostHistories = 100_000;

class HistoryJudge implements Judge {
  isTested = false;
  readonly notes: readonly string[] = [];
  readonly isPartial = false;
  readonly #keyOf: (operation: unknown) => string;
  readonly #explains: (calls: readonly Interval[]) => boolean;
  readonly #known = new Map<string, boolean>();

  constructor(keyOf: (operation: unknown) => string, explains: (calls: readonly Interval[]) => boolean) {
    this.#keyOf = keyOf;
    this.#explains = explains;
  }

  look(execution: Execution): Violation | undefined {
    const histories = new Map<string, CallEnd[]>();
    for (const [step, { seen, transition }] of execution.steps.entries()) {
      const { mark } = seen;
      if (mark?.call === undefined) continue;
      this.isTested = true;
      const key = this.#keyOf(mark.call.operation);
      const history = histories.get(key) ?? [];
      histories.set(key, history);
      history.push({ step, process: nameSeen(transition.pending.process), data: mark.data, call: mark.call });
    }
    let least: Violation | undefined;
    for (const history of histories.values()) {
      if (this.#isExplained(history)) continue;
      const wrong = this.#beginning(history);
      if (least !== undefined && least.weight <= wrong.length) continue;
      const needs = wrong.map(({ step }) => step);
      least = { message: messageOf(wrong), steps: stepsUntil(needs), needs, weight: wrong.length };
    }
    return least;
  }

  along(execution: Execution): Violation | undefined {
    return this.look(execution);
  }

  /** The shortest beginning that cannot be explained; it ends with a return. */
  #beginning(history: readonly CallEnd[]): readonly CallEnd[] {
    for (let length = 1; length < history.length; length++) {
      if (history[length - 1]?.call.returns === true && !this.#isExplained(history.slice(0, length)))
        return history.slice(0, length);
    }
    return history;
  }

  #isExplained(history: readonly CallEnd[]): boolean {
    const calls = intervalsOf(history);
    const text = JSON.stringify(
      calls.map((one) => [canonical(tag(one.operation)), one.called, one.returned, one.result]),
    );
    let explained = this.#known.get(text);
    if (explained === undefined) {
      explained = this.#explains(calls);
      if (this.#known.size < mostHistories) this.#known.set(text, explained);
    }
    return explained;
  }
}

function intervalsOf(history: readonly CallEnd[]): Interval[] {
  const ends = new Map<number, { readonly at: number; readonly result: string }>();
  for (const [at, { data, call }] of history.entries()) {
    if (call.returns) ends.set(call.id, { at, result: canonical(tag(data)) });
  }
  return history.flatMap(({ call }, called) => {
    if (call.returns) return [];
    const end = ends.get(call.id);
    return [{ operation: call.operation, called, returned: end?.at ?? Infinity, result: end?.result ?? '' }];
  });
}

/** So many ends of calls are told. */
const mostTold = 24;

function messageOf(history: readonly CallEnd[]): string {
  const told = history.slice(-mostTold).map(({ process, data, call }) => {
    const operation = show(tag(call.operation));
    return call.returns ? `${process} ${operation} returns ${show(tag(data))}` : `${process} calls ${operation}`;
  });
  const more = history.length > mostTold ? `after ${history.length - mostTold} more: ` : '';
  return `no order of the calls explains what they returned: ${more}${told.join(', ')}`;
}
