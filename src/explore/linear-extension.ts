/**
 * The order of an execution's steps with the fewest context switches among those that keep dependent steps in theirs: a
 * linear extension of its trace. Each is an equivalent execution.
 *
 * Once on a process it never costs to take what else of it can go: a step taken out of a later place leaves no more switches
 * there. So only where to switch to is open, and the orders are walked by their number of switches, those that come to the
 * same set of steps as one. That is exact as long as no more than `widest` such sets are to be kept; beyond that those that
 * got furthest are.
 */
import { costOf, isLess } from './cost.ts';
import type { Step } from './step.ts';

const widest = 200;

/** A set of steps taken, in an order with as many switches as its round has. */
interface Cut {
  /** How many steps of each chain are taken. */
  readonly positions: readonly number[];
  readonly taken: number;
  readonly before: Cut | undefined;
  /** What was taken last, all of one process. */
  readonly block: readonly Step[];
}

export function fewestSwitches(steps: readonly Step[]): readonly Step[] {
  const order = new Walk(steps).order() ?? steps;
  return isLess(costOf(order.map(processOf)), costOf(steps.map(processOf))) ? order : steps;
}

/** The steps that any of the `needed` ones comes after, and those themselves. */
export function pastOf(steps: readonly Step[], needed: readonly number[]): readonly Step[] {
  const last = needed.map((index) => steps[index] as Step);
  return steps.filter(({ time }) => last.some((other) => (other.time.trace[time.chain] ?? 0) >= time.position));
}

export function processOf(step: Step): number {
  return step.transition.pending.process.index;
}

class Walk {
  readonly #count: number;
  readonly #processes = new Map<number, Step[]>();
  readonly #chains: number;

  constructor(steps: readonly Step[]) {
    this.#count = steps.length;
    let chains = 0;
    for (const step of steps) {
      const process = processOf(step);
      const own = this.#processes.get(process);
      if (own === undefined) this.#processes.set(process, [step]);
      else own.push(step);
      chains = Math.max(chains, step.time.chain + 1);
    }
    this.#chains = chains;
  }

  order(): Step[] | undefined {
    const nothing = { positions: new Array<number>(this.#chains).fill(0), taken: 0, before: undefined, block: [] };
    let round: Cut[] = [this.#taking(nothing, 0) ?? nothing];
    const seen = new Set<string>();
    while (round.length > 0) {
      const whole = round.find(({ taken }) => taken === this.#count);
      if (whole !== undefined) return orderOf(whole);
      const next: Cut[] = [];
      for (const cut of round) {
        for (const process of this.#processes.keys()) {
          const further = this.#taking(cut, process);
          if (further === undefined) continue;
          const key = further.positions.join();
          if (seen.has(key)) continue;
          seen.add(key);
          next.push(further);
        }
      }
      round = next.length <= widest ? next : next.sort((a, b) => b.taken - a.taken).slice(0, widest);
    }
    return undefined;
  }

  /** `cut` with all that `process` can do next; undefined when it can do nothing. */
  #taking(cut: Cut, process: number): Cut | undefined {
    const positions = cut.positions.slice();
    const block: Step[] = [];
    const own = this.#processes.get(process) ?? [];
    for (let more = true; more; ) {
      more = false;
      for (const step of own) {
        if (!isNext(step, positions) || (step.footprint.ends && cut.taken + block.length < this.#count - 1)) continue;
        positions[step.time.chain] = step.time.position;
        block.push(step);
        more = true;
      }
    }
    return block.length === 0 ? undefined : { positions, taken: cut.taken + block.length, before: cut, block };
  }
}

/** Whether all that `step` comes after is taken, and it is not. */
function isNext({ time }: Step, positions: readonly number[]): boolean {
  if (positions[time.chain] !== time.position - 1) return false;
  for (let chain = 0; chain < positions.length; chain++) {
    if (chain !== time.chain && (time.trace[chain] ?? 0) > (positions[chain] as number)) return false;
  }
  return true;
}

function orderOf(whole: Cut): Step[] {
  const blocks: (readonly Step[])[] = [];
  for (let cut: Cut | undefined = whole; cut !== undefined; cut = cut.before) blocks.push(cut.block);
  return blocks.reverse().flat();
}
