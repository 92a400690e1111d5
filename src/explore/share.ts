/**
 * How much of a search is behind it, in the manner of Knuth (Estimating the efficiency of backtrack programs, Mathematics
 * of Computation 29, 1975).
 *
 * Every node of the path gives equal parts of its share to the branches it is known to have. Knuth draws his paths at
 * random and can average over them; a search in depth has only its own, and branches may be added, so that what is said
 * is a guess, and nothing rests on it.
 */
import type { Node } from './path.ts';

/** A node of the path by how many branches are behind it and how many are not, the one in hand included. */
export interface Fork {
  readonly done: number;
  readonly left: number;
}

export function forkOf({ done, branches }: Node): Fork {
  return { done: done.length, left: branches.length + 1 };
}

/** The part of all that begins here that is behind a search which goes along `forks`. */
export function exploredShare(forks: Iterable<Fork>): number {
  let explored = 0;
  let share = 1;
  for (const { done, left } of forks) {
    const each = share / (done + left);
    explored += each * done;
    share = each;
  }
  return explored;
}
