/**
 * Virtual time: steps take none, so that a timer is due at a known instant, and time passes only when nothing else can
 * happen, to the first instant at which something can.
 */
import type { Effects } from '../kernel/operation.ts';
import type { ModelTimer } from './clock.ts';
import { Clock } from './clock.ts';

export class VirtualClock extends Clock {
  /** When what is armed now is armed: the present, or when a ticker that fires late was due. */
  #from = 0;

  override get isKnown(): boolean {
    return true;
  }

  override get instant(): number {
    return this.now;
  }

  override arm(timer: ModelTimer, ms: number, step: number): void {
    super.arm(timer, ms, step);
    timer.due = this.#from + ms;
    timer.earliest = Math.min(timer.earliest ?? timer.due, timer.due);
  }

  override canFire(timer: ModelTimer): boolean {
    return timer.due <= this.now && super.canFire(timer);
  }

  /** Has time pass to the first instant at which something `can` happen; not at all when there is none. */
  override pass(can: () => boolean): void {
    const before = this.now;
    const instants = new Set(this.armed.map(({ due }) => due).filter((due) => due > before));
    for (const instant of [...instants].sort((a, b) => a - b)) {
      this.#moveTo(instant);
      if (can()) return;
    }
    this.#moveTo(before);
  }

  /** Tickers that were due before fire in between, and then again. */
  protected override fireEarlier(timer: ModelTimer, step: number, effects: Effects): void {
    for (;;) {
      const earlier = this.armed.filter((other) => this.comesFirst(other, timer));
      const [first] = earlier.sort((a, b) => (this.comesFirst(a, b) ? -1 : 1));
      if (first === undefined) return;
      this.fireOne(first, step, effects);
    }
  }

  protected override fireOne(timer: ModelTimer, step: number, effects: Effects): void {
    this.#from = timer.due;
    super.fireOne(timer, step, effects);
    this.#from = this.now;
  }

  protected override comesFirst(first: ModelTimer, then: ModelTimer): boolean {
    if (first === then) return false;
    return first.due === then.due ? first.armedAt < then.armedAt : first.due < then.due;
  }

  /** The time is known, whatever fires. */
  protected override noteFiring(): void {}

  #moveTo(instant: number): void {
    this.now = instant;
    this.#from = instant;
  }
}
