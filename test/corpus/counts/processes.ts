import { go } from 'happens-before';

/** A corpus program: called once, it makes its state and spawns its processes. */
export type Program = () => Promise<unknown>;

export type Body = () => Promise<unknown>;

/** Spawns one process for each body and waits for all of them. Neither adds an execution. */
export async function inParallel(...bodies: readonly Body[]): Promise<void> {
  const processes = bodies.map((body, i) => go(`p${i}`, body));
  for (const process of processes) await process.join();
}

/** Spawns one process for each body and leaves them alone, so that an error in one of them ends the execution there. */
export function unattended(...bodies: readonly Body[]): void {
  for (const [i, body] of bodies.entries()) go(`p${i}`, body);
}

/** `make(0)` … `make(n - 1)`. */
export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

/** The element at `i`, which must exist. */
export function at<T>(items: readonly T[], i: number): T {
  const item = items[i];
  if (item === undefined) throw new RangeError(`no element ${i}`);
  return item;
}
