/** How many interleavings a Mazurkiewicz trace stands for: the linear extensions of its order, counted up to a limit. */
import type { Execution } from './execution.ts';
import type { ProcessRun } from './process-run.ts';
import type { Step } from './step.ts';

/** The first step of a process, which is counted though the search takes it together with the spawn. */
interface Start {
  readonly process: ProcessRun;
}

/** Where a walk stands: how far on each chain, and which processes have begun. */
interface Cut {
  readonly positions: readonly number[];
  readonly begun: readonly boolean[];
}

/**
 * Counts by walking the consistent cuts of the execution, each once. Joins and the like happen as soon as they can, as in
 * every search, so they add none; first steps of processes do. Returns more than `limit` as soon as that is certain.
 */
export function countInterleavings({ steps, processes }: Execution, limit: number): number {
  if (steps.length + processes.length > maxSteps) return limit + 1;
  return new Walk(steps, processes, limit).count();
}

/** The walk is as deep as the execution is long; a longer one has more interleavings than anybody reruns. */
const maxSteps = 1000;

class Walk {
  readonly #steps: readonly Step[];
  readonly #chains: Step[][] = [];
  readonly #processes: readonly ProcessRun[];
  readonly #limit: number;
  readonly #known = new Map<string, number>();

  constructor(steps: readonly Step[], processes: readonly ProcessRun[], limit: number) {
    this.#steps = steps;
    this.#processes = processes;
    this.#limit = limit;
    for (const step of steps) {
      this.#chains[step.time.chain] ??= [];
      this.#chains[step.time.chain]?.push(step);
    }
  }

  count(): number {
    const explicit = new Set(this.#steps.filter(({ kind }) => kind === 'start').map((step) => processOf(step)));
    // Main has begun, and so has whoever's start is a step anyway.
    const begun = this.#processes.map((process) => process.index === 0 || explicit.has(process));
    return this.#from({ positions: this.#chains.map(() => 0), begun });
  }

  #from(cut: Cut): number {
    const key = `${cut.positions.join()} ${cut.begun.join()}`;
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const free = this.#free(cut);
    const quiet = free.find((one) => !('process' in one) && isQuiet(one));
    let total = free.length === 0 ? 1 : 0;
    for (const one of quiet === undefined ? free : [quiet]) {
      total += this.#from(after(cut, one));
      if (total > this.#limit || this.#known.size > this.#limit) return this.#limit + 1;
    }
    this.#known.set(key, total);
    return total;
  }

  #free(cut: Cut): (Step | Start)[] {
    const free: (Step | Start)[] = [];
    for (const [chain, steps] of this.#chains.entries()) {
      const step = steps[cut.positions[chain] as number];
      if (step !== undefined && isWithin(step, cut)) free.push(step);
    }
    for (const process of this.#processes) {
      if (cut.begun[process.index] === true) continue;
      const spawning = this.#steps[process.spawnedIn - 1];
      if (spawning === undefined || isDone(spawning, cut)) free.push({ process });
    }
    return free;
  }
}

/** A mark whose order among others is looked at is a step like any other. */
function isQuiet({ kind, footprint }: Step): boolean {
  return kind === 'join' || kind === 'checkpoint' || (kind === 'mark' && footprint.touches.length === 0);
}

function after(cut: Cut, one: Step | Start): Cut {
  if ('process' in one) return { ...cut, begun: cut.begun.map((begun, at) => begun || at === one.process.index) };
  return {
    ...cut,
    positions: cut.positions.map((position, chain) => (chain === one.time.chain ? position + 1 : position)),
  };
}

function isDone(step: Step, cut: Cut): boolean {
  return (cut.positions[step.time.chain] as number) >= step.time.position;
}

/** Whether everything before `step` is inside the cut, and its processes have begun. */
function isWithin(step: Step, { positions, begun }: Cut): boolean {
  const { pending, sender } = step.transition;
  if (begun[pending.process.index] !== true || (sender !== undefined && begun[sender.process.index] !== true))
    return false;
  return step.time.trace.every(
    (position, chain) => (chain === step.time.chain ? position - 1 : position) <= (positions[chain] ?? 0),
  );
}

function processOf(step: Step): ProcessRun {
  return step.transition.pending.process;
}
