/** An execution led by another: along a path as far as that is given, then by what the other did wherever that can happen. */
import { obligations } from './network.ts';
import type { Transition, TransitionName } from './transition.ts';
import { sameTransition } from './transition.ts';

/** A step to follow: its name, and the number of its process. */
export interface Lead {
  readonly name: TransitionName;
  readonly process: number;
}

/** Chooses the steps of one execution; made anew for each. */
export class Guide {
  readonly #exact: readonly TransitionName[];
  readonly #leads: readonly Lead[];
  readonly #stays: ReadonlySet<number>;
  readonly #used: boolean[] = [];
  #first = 0;
  #last = 0;
  #isStaying = false;
  /** The place on the exact path where the execution could not go along it. */
  parted: number | undefined = undefined;

  /**
   * Along `exact`, and it is over where that cannot happen; then each time the first of `leads` that can happen, and where
   * none can, something of the process that is running. After a lead whose index is in `stays` that process goes on for as
   * long as it can, though the next lead is another's.
   */
  constructor(exact: readonly TransitionName[], leads: readonly Lead[], stays: ReadonlySet<number> = new Set()) {
    this.#exact = exact;
    this.#leads = leads;
    this.#stays = stays;
  }

  choose(all: readonly Transition[], at: number): Transition | undefined {
    const chosen = at < this.#exact.length ? this.#along(all, at) : this.#led(all);
    if (chosen !== undefined) this.#last = chosen.pending.process.index;
    return chosen;
  }

  #along(all: readonly Transition[], at: number): Transition | undefined {
    const name = this.#exact[at] as TransitionName;
    const chosen = all.find((transition) => sameTransition(transition, name));
    if (chosen === undefined) this.parted = at;
    return chosen;
  }

  #led(all: readonly Transition[]): Transition | undefined {
    if (this.#isStaying) {
      const own = all.filter((transition) => transition.pending.process.index === this.#last);
      const chosen = this.#lead(own) ?? obligations(own)[0];
      if (chosen !== undefined) return chosen;
    }
    return this.#lead(all) ?? this.#onward(all);
  }

  /** Where nothing leads, the process that is running goes on; what need not happen does not. */
  #onward(all: readonly Transition[]): Transition | undefined {
    const due = obligations(all);
    return due.find((transition) => transition.pending.process.index === this.#last) ?? due[0];
  }

  /** The first lead that is among `all`. */
  #lead(all: readonly Transition[]): Transition | undefined {
    while (this.#used[this.#first] === true) this.#first++;
    for (let index = this.#first; index < this.#leads.length; index++) {
      if (this.#used[index] === true) continue;
      const { name } = this.#leads[index] as Lead;
      const chosen = all.find((transition) => sameTransition(transition, name));
      if (chosen === undefined) continue;
      this.#used[index] = true;
      this.#isStaying = this.#stays.has(index);
      return chosen;
    }
    return undefined;
  }
}
