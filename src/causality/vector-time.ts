/**
 * Vector time over chains of events.
 *
 * Two orders are kept side by side. `sync` is happens-before, as the rules of the memory model make it: two accesses it
 * leaves unordered race. `trace` is the order of dependent steps, which also counts conflicts: executions with the same
 * one are the same Mazurkiewicz trace. Events are placed on chains that both orders order totally.
 */
export interface VectorTime {
  readonly trace: readonly number[];
  readonly sync: readonly number[];
  /** The event this is the time of: its chain and position there, from 1; chain −1 when it is a join of several. */
  readonly chain: number;
  readonly position: number;
}

export const beginning: VectorTime = { trace: [], sync: [], chain: -1, position: 0 };

/** Whether every event at or before `earlier` is at or before `later`, in both orders. */
export function covers(later: VectorTime, earlier: VectorTime): boolean {
  if (earlier.chain >= 0) {
    // An event's whole past is in the past of whoever has the event.
    return (
      (later.trace[earlier.chain] ?? 0) >= earlier.position && (later.sync[earlier.chain] ?? 0) >= earlier.position
    );
  }
  return includes(later.trace, earlier.trace) && includes(later.sync, earlier.sync);
}

function includes(later: readonly number[], earlier: readonly number[]): boolean {
  for (let chain = 0; chain < earlier.length; chain++) {
    if ((earlier[chain] as number) > (later[chain] ?? 0)) return false;
  }
  return true;
}

/** The least time at or after both. */
export function join(a: VectorTime, b: VectorTime): VectorTime {
  if (a === b || covers(a, b)) return a;
  if (covers(b, a)) return b;
  return { trace: maximum(a.trace, b.trace), sync: maximum(a.sync, b.sync), chain: -1, position: 0 };
}

/** The componentwise maximum of two vectors. */
export function maximum(a: readonly number[], b: readonly number[]): number[] {
  const result = a.slice();
  raise(result, b);
  return result;
}

/** Raises `vector` in place to at least `to`. */
export function raise(vector: number[], to: readonly number[]): void {
  const shared = Math.min(vector.length, to.length);
  for (let chain = 0; chain < shared; chain++) {
    const position = to[chain] as number;
    if ((vector[chain] as number) < position) vector[chain] = position;
  }
  for (let chain = shared; chain < to.length; chain++) vector.push(to[chain] as number);
}

/** Takes the event at `position` of `chain` into `vector`. */
export function advance(vector: number[], chain: number, position: number): void {
  while (vector.length <= chain) vector.push(0);
  vector[chain] = position;
}
