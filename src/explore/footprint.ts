/** What a step used, and when two steps conflict. */
import type { Use } from '../kernel/operation.ts';

/** A use of a place of an object. */
export interface Touch {
  readonly object: number;
  readonly place: number;
  readonly use: Use;
  /** It can only have helped those that wait there, so they could not have gone before it. */
  readonly releases: boolean;
}

/** Everything a step used. `ends`: it ended the program (a panic), which conflicts with every other step. */
export interface Footprint {
  readonly touches: readonly Touch[];
  readonly ends: boolean;
}

/** Whether uses of one place do not commute. Guards are looked at by the search alone. */
export function conflicting(a: Use, b: Use): boolean {
  if (a === 'guard' || b === 'guard') return false;
  return !(a === b && a !== 'write');
}

/** Whether two steps of different operations conflict: performed in the other order they would not lead to the same. */
export function conflict(a: Footprint, b: Footprint): boolean {
  if (a.ends || b.ends) return true;
  for (const x of a.touches) {
    for (const y of b.touches) {
      if (x.object === y.object && x.place === y.place && conflicting(x.use, y.use)) return true;
    }
  }
  return false;
}
