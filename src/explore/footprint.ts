/** What a step used, and when two steps conflict. */
import type { Use } from '../kernel/operation.ts';

/** A use of a place of an object. */
export class Touch {
  readonly object: number;
  readonly place: number;
  readonly use: Use;
  /** Those that wait there could not have gone right before it: what holds them back is further back. */
  readonly releases: boolean;
  /** The step that used it, by its index on the path; −1 where none has. */
  readonly index: number;
  /** Not a use by that step itself, but by one it made impossible, which slept. */
  readonly missed: boolean;

  constructor(object: number, place: number, use: Use, releases = false, index = -1, missed = false) {
    this.object = object;
    this.place = place;
    this.use = use;
    this.releases = releases;
    this.index = index;
    this.missed = missed;
  }
}

/** Everything a step used. `ends`: it ended the program (a panic), which conflicts with every other step. */
export interface Footprint {
  readonly touches: readonly Touch[];
  readonly ends: boolean;
}

/** Whether uses of one place do not commute. Guards are looked at by the search alone. */
export function conflicting(a: Use, b: Use): boolean {
  if (a === 'guard' || b === 'guard') return false;
  if (a === 'write' || b === 'write') return true;
  return (a === 'read') !== (b === 'read');
}

/** Whether the one may leave too little for the other, though where both were seen to succeed they commute. */
function contending(a: Use, b: Use): boolean {
  return (a === 'exhaust' && (b === 'exhaust' || b === 'commute')) || (a === 'commute' && b === 'exhaust');
}

/**
 * Whether two steps of different operations may conflict: performed in the other order they may not lead to the same. One
 * of them was seen before the other could have changed what it does.
 */
export function conflict(a: Footprint, b: Footprint): boolean {
  if (a.ends || b.ends) return true;
  const ours = a.touches;
  const theirs = b.touches;
  for (let at = 0; at < ours.length; at++) {
    const { object, place, use } = ours[at] as Touch;
    for (let other = 0; other < theirs.length; other++) {
      const y = theirs[other] as Touch;
      if (y.object === object && y.place === place && (conflicting(use, y.use) || contending(use, y.use))) return true;
    }
  }
  return false;
}

/** Whether a step could have gone otherwise. */
export function hasGuard({ touches }: Footprint): boolean {
  return touches.some(({ use }) => use === 'guard');
}

/** Whether a step conflicts with none. */
export function isSilent({ ends, touches }: Footprint): boolean {
  return !ends && touches.length === 0;
}
