/** When timers are due, by clocks that may run fast or slow. */
import type { ModelTimer } from '../clock.ts';
import type { Instant, Times } from './times.ts';
import { fineness, sameInstant, ticks } from './times.ts';

/** When a timer is due, by what it was set to. */
interface Due {
  readonly timer: ModelTimer;
  readonly armedAt: number;
  readonly ms: number;
  readonly from: Instant;
  readonly due: Instant;
}

export class Dues {
  readonly #times: Times;
  /** By which part clocks run fast or slow at most. */
  readonly #drift: number;
  #dues: readonly Due[] = [];

  constructor(times: Times, drift: number) {
    this.#times = times;
    this.#drift = drift;
  }

  /** When the timer is due as it is armed now, if that was asked before. */
  known(timer: ModelTimer): Instant | undefined {
    return this.#dues.find((one) => one.timer === timer && one.armedAt === timer.armedAt)?.due;
  }

  /** When the timer is due that was set at `from`. */
  add(timer: ModelTimer, from: Instant): Instant {
    const { ms, armedAt, clock } = timer;
    const one: Due = { timer, armedAt, ms, from, due: this.#times.within(from, ...this.#real(ms)) };
    for (const other of this.#drift > 0 ? this.#dues : []) {
      if (other.timer.clock !== clock) continue;
      this.#compare(other, one);
      this.#compare(one, other);
    }
    this.#dues = [...this.#dues, one];
    return one.due;
  }

  /** Forgets those whose times are no longer kept: from `times` on. */
  forget(times: number): void {
    if (this.#drift > 0) this.#dues = this.#dues.filter(({ due }) => due.of < times);
  }

  /** What one clock says of two timers, if the first was certainly set no later and for no longer. */
  #compare(first: Due, then: Due): void {
    const more = then.ms - first.ms;
    if (more < 0 || !this.#times.isSurelyBefore(first.from, then.from)) return;
    const [least, most] = this.#real(more);
    const { of, plus } = then.due;
    this.#times.order(first.due, { of, plus: plus - least });
    if (sameInstant(first.from, then.from)) this.#times.order({ of, plus: plus - most }, first.due);
  }

  /** How long it may be until `ms` have passed by a clock. */
  #real(ms: number): readonly [least: number, most: number] {
    const drift = this.#drift;
    if (drift === 0) return [ticks(ms), ticks(ms)];
    return [Math.floor((ms / (1 + drift)) * fineness), Math.ceil((ms / (1 - drift)) * fineness)];
  }
}
