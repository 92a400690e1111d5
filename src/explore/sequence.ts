/** What of an execution comes into a sequence that is planned. */
import type { Node, Wanted } from './path.ts';
import type { Step } from './step.ts';
import type { Trail } from './trail.ts';
import { nameOf } from './transition.ts';

/** Between which steps, and without which of those in between. */
export interface Between {
  readonly index: number;
  readonly end: number;
  /** A step that is left out with all that comes after it; −1 for none. */
  readonly without: number;
  /** More of those. */
  readonly spared: readonly number[];
}

/** The steps that can happen without the one at `index`. */
export function stepsBetween(path: readonly Node[], trail: Trail, { index, end, without, spared }: Between): Wanted[] {
  const sequence: Wanted[] = [];
  for (let at = index + 1; at < Math.min(end, trail.length); at++) {
    const other = path[at] as Node;
    if (other.alone || trail.isAfter(at, index)) continue;
    if (without >= 0 && trail.isAfter(at, without)) continue;
    if (spared.some((step) => at === step || trail.isAfter(at, step))) continue;
    const { transition, footprint } = other.step as Step;
    sequence.push({ name: nameOf(transition), footprint });
  }
  return sequence;
}
