/** Every interleaving of a program, none left out, and what properties mean on them, worked out in the plainest way. */
import type { Run, RunEvent } from '../../src/check/cuts/run.ts';
import type { State } from '../../src/check/cuts/state.ts';
import { CutState } from '../../src/check/cuts/state.ts';
import { SearchWorld } from '../../src/explore/search.ts';
import type { MarkNote } from '../../src/kernel/mark-note.ts';
import type { Model } from '../../src/trace/model.ts';
import { asynchronous } from '../../src/trace/model.ts';
import { runsOf } from './cuts.ts';

/** All interleavings of `program`; undefined when there are more than `most`. */
export function interleavingsOf(
  program: () => unknown,
  most: number,
  model: Model = asynchronous(),
): Promise<Run[] | undefined> {
  return runsOf(new SearchWorld('program', () => program), {
    reduction: 'naive',
    executions: most,
    model,
    entangled: true,
  });
}

/** The states an interleaving passes through. */
export function* statesOn(run: Run): Generator<State> {
  const cut = run.order.chains.map(() => 0);
  yield new CutState(run, cut.slice());
  for (const { chain } of run.events) {
    cut[chain] = (cut[chain] as number) + 1;
    yield new CutState(run, cut.slice());
  }
}

/** The marks of an interleaving, in their order. */
export function notesOn({ events }: Run): MarkNote[] {
  return events.flatMap(({ kind, step }: RunEvent) =>
    kind === 'mark' ? [step?.transition.pending.operation.argument as MarkNote] : [],
  );
}

/** The marks of an interleaving as texts, but for those of calls. */
export function traceOn(run: Run): string[] {
  return notesOn(run).flatMap(({ label, data, call }) => (call === undefined ? [`${label} ${String(data)}`] : []));
}

/** Whether `trace` is the beginning of one of `traces`. */
export function isBeginning(trace: readonly string[], traces: readonly (readonly string[])[]): boolean {
  return traces.some((whole) => trace.every((text, at) => whole[at] === text));
}

/** A call of a register, a counter or the like, between two instants. */
export interface BruteCall {
  readonly operation: unknown;
  readonly from: number;
  readonly to: number;
  readonly result: unknown;
}

/** Whether some order of all calls that ended, and some of the others, is as `apply` says and keeps who came before whom. */
export function hasOrder<State>(
  calls: readonly BruteCall[],
  initial: State,
  apply: (state: State, operation: unknown) => readonly [State, unknown],
): boolean {
  const rest = calls.filter(({ to }) => to === Infinity);
  return subsetsOf(rest).some((pending) => {
    const chosen = [...calls.filter(({ to }) => to !== Infinity), ...pending];
    return permutationsOf(chosen).some((order) => keepsTime(order) && isExplained(order, initial, apply));
  });
}

function keepsTime(order: readonly BruteCall[]): boolean {
  return order.every((one, at) => order.slice(at + 1).every((later) => later.to > one.from));
}

function isExplained<State>(
  order: readonly BruteCall[],
  initial: State,
  apply: (state: State, operation: unknown) => readonly [State, unknown],
): boolean {
  let state = initial;
  return order.every(({ operation, to, result }) => {
    const [next, expected] = apply(state, operation);
    state = next;
    return to === Infinity || Object.is(expected, result);
  });
}

function subsetsOf<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  return subsetsOf(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) =>
    permutationsOf([...items.slice(0, at), ...items.slice(at + 1)]).map((order) => [item, ...order]),
  );
}

/** The calls that marks tell of. */
export function callsOf(notes: readonly MarkNote[]): BruteCall[] {
  return notes.flatMap(({ call }, from) => {
    if (call === undefined || call.returns) return [];
    const to = notes.findIndex((other) => other.call?.id === call.id && other.call.returns);
    return [{ operation: call.operation, from, to: to < 0 ? Infinity : to, result: notes[to]?.data }];
  });
}
