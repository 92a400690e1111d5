/**
 * All executions, by their number of context switches, until one shows the goal: iterative context bounding (Musuvathi and
 * Qadeer, PLDI 2007). Here a switch counts also when the process could not go on, and of beginnings that are one Mazurkiewicz
 * trace and stand on the same process only the first is gone on from: what can follow and what it costs are the same.
 */
import { Guide } from './guided.ts';
import { obligations } from './network.ts';
import type { Step } from './step.ts';
import { TraceHash } from './trace-hash.ts';
import type { Transition, TransitionName } from './transition.ts';
import type { Witnesses } from './witnesses.ts';

/** The beginning of an execution, from its end. */
interface Beginning {
  readonly name: TransitionName;
  readonly process: number;
  readonly before: Beginning | undefined;
  readonly length: number;
}

export class FewestSwitches {
  readonly #witnesses: Witnesses;
  readonly #seen = new Set<string>();
  #switches = 0;
  /** Beginnings with as many switches as the round has, and those with one more. */
  #round: (Beginning | undefined)[] = [undefined];
  #next: (Beginning | undefined)[] = [];
  /** Whether it was gone on to where nothing smaller can be. */
  isDone = false;

  constructor(witnesses: Witnesses) {
    this.#witnesses = witnesses;
  }

  /** Goes on from where it stands, until it is done or about `most` steps were performed; yields between executions. */
  *run(most: number): Generator<void, void, void> {
    const witnesses = this.#witnesses;
    for (;;) {
      while (this.#round.length > 0) {
        if (witnesses.performed >= most) return;
        const beginning = this.#round.pop();
        if (!this.#mayBeBetter(this.#switches, beginning?.length ?? 0)) continue;
        this.#goOn(beginning);
        yield;
      }
      this.#switches++;
      if (this.#next.length === 0 || !this.#mayBeBetter(this.#switches, 0)) break;
      this.#round = this.#next;
      this.#next = [];
    }
    this.isDone = true;
  }

  /** Whether an execution with so many switches that takes at least so many steps may be smaller than the best. */
  #mayBeBetter(switches: number, steps: number): boolean {
    return this.#witnesses.isBetter({ switches, steps });
  }

  /** Runs from `beginning` for as long as its last process can go on, and keeps for later what else could be done. */
  #goOn(beginning: Beginning | undefined): void {
    const guide = new Guide(namesOf(beginning), []);
    const hash = new TraceHash();
    const process = beginning?.process ?? 0;
    const length = beginning?.length ?? 0;
    let end = beginning;
    let hashed = 0;
    const choose = (all: readonly Transition[], at: number, steps: readonly Step[]): Transition | undefined => {
      if (at < length) return guide.choose(all, at);
      for (; hashed < at; hashed++) hash.add(steps[hashed] as Step);
      const key = `${hash.value} ${process}`;
      if (this.#seen.has(key) || !this.#mayBeBetter(this.#switches, at + 1)) return undefined;
      this.#seen.add(key);
      const own = all.filter((transition) => transition.pending.process.index === process);
      const [chosen] = obligations(own);
      for (const other of own) if (other !== chosen) this.#round.push(after(end, other, process));
      for (const other of all) {
        const { index } = other.pending.process;
        if (index !== process) this.#next.push(after(end, other, index));
      }
      if (chosen !== undefined) end = after(end, chosen, process);
      return chosen;
    };
    this.#witnesses.consider(this.#witnesses.runAs(choose));
  }
}

function after(
  before: Beginning | undefined,
  { identity, alternative, partner, partnerAlternative }: Transition,
  process: number,
): Beginning {
  const name = { identity, alternative, partner, partnerAlternative };
  return { name, process, before, length: (before?.length ?? 0) + 1 };
}

function namesOf(end: Beginning | undefined): TransitionName[] {
  const names: TransitionName[] = [];
  for (let beginning = end; beginning !== undefined; beginning = beginning.before) names.push(beginning.name);
  return names.reverse();
}
