/**
 * Differences of times that are bounded, and whether there are times that keep to all the bounds.
 *
 * It keeps one such choice of times, and mends it when a bound is added: what a bound makes smaller is handed on along the
 * bounds that rest on it (Cotton and Maler, SAT 2006). A choice that keeps to many bounds keeps to fewer, so that taking
 * bounds back undoes nothing but the bounds.
 */

/** That a time is at most so much after the one whose bound it is. */
interface Bound {
  readonly time: number;
  readonly most: number;
}

/** How much there was at some point, to go back to. */
export interface Mark {
  readonly times: number;
  readonly bounds: number;
  readonly holds: boolean;
}

export class DifferenceBounds {
  /** Whether there are times that keep to all bounds; from the first one that leaves none on, nothing is added. */
  holds = true;
  readonly #chosen: number[] = [];
  readonly #bounds: Bound[][] = [];
  /** Whose bounds were added, in order. */
  readonly #added: number[] = [];
  /** What a time was before it was mended, while one is. */
  readonly #before = new Map<number, number>();

  /** A new time, first thought to be at `guess`. */
  add(guess: number): number {
    this.#bounds.push([]);
    return this.#chosen.push(guess) - 1;
  }

  /** One choice of the time that keeps to all bounds. */
  at(time: number): number {
    return this.#chosen[time] as number;
  }

  /** `time` is at most `most` after `base`, which may be negative. */
  require(time: number, base: number, most: number): void {
    if (!this.holds || most === Infinity) return;
    if (time === base) {
      this.holds = most >= 0;
      return;
    }
    (this.#bounds[base] as Bound[]).push({ time, most });
    this.#added.push(base);
    if (this.at(time) > this.at(base) + most) this.#mend(time, base, most);
  }

  /** No times will do. */
  refuse(): void {
    this.holds = false;
  }

  mark(): Mark {
    return { times: this.#chosen.length, bounds: this.#added.length, holds: this.holds };
  }

  /** Forgets what was added since. */
  undo({ times, bounds, holds }: Mark): void {
    for (let base = this.#added.length - 1; base >= bounds; base--)
      (this.#bounds[this.#added.pop() as number] as Bound[]).pop();
    this.#chosen.length = times;
    this.#bounds.length = times;
    this.holds = holds;
  }

  /** Makes `first` small enough, and all that rests on it; if `base` itself would have to be, no times will do. */
  #mend(first: number, base: number, most: number): void {
    const before = this.#before;
    before.clear();
    const due = [first];
    this.#lower(first, this.at(base) + most);
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      for (const bound of this.#bounds[next] as Bound[]) {
        const latest = this.at(next) + bound.most;
        if (this.at(bound.time) <= latest) continue;
        if (bound.time === base) {
          for (const [time, value] of before) this.#chosen[time] = value;
          this.holds = false;
          return;
        }
        this.#lower(bound.time, latest);
        if (!due.includes(bound.time)) due.push(bound.time);
      }
    }
  }

  #lower(time: number, to: number): void {
    if (!this.#before.has(time)) this.#before.set(time, this.at(time));
    this.#chosen[time] = to;
  }
}
