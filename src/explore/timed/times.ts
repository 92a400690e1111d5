/** Instants, and what is known of their order. */
import { DifferenceBounds } from './difference-bounds.ts';

/** An instant: so much after one of the times that are kept. */
export interface Instant {
  readonly of: number;
  readonly plus: number;
}

/** Times are counted in millionths of a millisecond, so that decimal fractions are whole and sums of them exact. */
export const fineness = 1_000_000;

export function ticks(ms: number): number {
  return Math.round(ms * fineness);
}

export function sameInstant(a: Instant, b: Instant): boolean {
  return a.of === b.of && a.plus === b.plus;
}

export class Times extends DifferenceBounds {
  /** An instant from `least` to `most` after another. */
  within({ of, plus }: Instant, least: number, most: number): Instant {
    if (least === most) return { of, plus: plus + least };
    const time = this.add(this.at(of) + plus + least);
    this.require(of, time, -plus - least);
    this.require(time, of, plus + most);
    return { of: time, plus: 0 };
  }

  /** `first` is no later than `then`. */
  order(first: Instant, then: Instant): void {
    this.require(first.of, then.of, then.plus - first.plus);
  }

  /** Whether `bound` could be said besides; nothing of it stays. */
  allow(bound: () => void): boolean {
    const mark = this.mark();
    bound();
    const { holds } = this;
    this.undo(mark);
    return holds;
  }

  /** Whether `first` is no later than `then` in all times that keep to the bounds. */
  isSurelyBefore(first: Instant, then: Instant): boolean {
    return sameInstant(first, then) || !this.allow(() => this.order({ of: then.of, plus: then.plus + 1 }, first));
  }
}
