/** What processes know, and what they cannot tell, at the points of all executions of a program. */
import type { Explorer } from '../../explore/explorer.ts';
import type { Observer } from '../../explore/search.ts';
import type { Report } from '../../report/report.ts';
import { checkSource } from '../check.ts';
import type { Run } from '../cuts/run.ts';
import { RunRecorder } from '../cuts/run-recorder.ts';
import type { CutState } from '../cuts/state.ts';
import type { CheckOptions, ProgramSource } from '../options.ts';
import { Replayer } from '../replaying.ts';
import { arrivals } from './arrivals.ts';
import type { Fact } from './fact.ts';
import { agentsOf } from './fact.ts';
import type { Point } from './point-table.ts';
import { PointTable } from './point-table.ts';
import type { Twin } from './twin.ts';
import { Twins } from './twin.ts';

/** What the search for points can be told. */
export type PointsOptions = Pick<
  CheckOptions,
  'name' | 'model' | 'budget' | 'seed' | 'ticks' | 'signal' | 'onProgress' | 'interruptible'
>;

/** A step of a reason why something is not known: a point that `process` cannot tell from the one before. */
export interface CannotTell {
  readonly process: string;
  readonly twin: Twin;
}

/**
 * Whether a process knows a fact. That it does can only be said where every execution was explored; that it does not takes
 * one execution, and is so whatever else there may be.
 */
export type Knowing =
  | { readonly answer: 'knows'; readonly certainty: 'exhaustive' }
  | {
      readonly answer: 'does not know';
      /** From here to where the fact does not hold; one step, unless the fact is knowledge itself. */
      readonly because: readonly CannotTell[];
    }
  | { readonly answer: 'undecided' };

/** All that a process has seen when it comes to a mark: one of the ways in which it can. */
export interface View {
  readonly process: string;
  readonly label: string;
  /** What was told at the mark. */
  readonly data: unknown;
  /** The points at which the process has seen just this; the states of no two are the same. */
  readonly twins: readonly Twin[];
  /** Whether the process knows `fact` here. @throws RangeError when the fact speaks of a process that there is not. */
  knows(fact: Fact): Knowing;
}

/** More executions than memory takes. */
const mostRuns = 100_000;

/** The points of all executions of a program. */
export class Points {
  /** `exhaustive` when every execution was explored. */
  readonly certainty: 'exhaustive' | 'bounded';
  /** What the search for them found, besides. */
  readonly report: Report;
  readonly runs: readonly Run[];
  readonly #twins: Twins;
  readonly #tables = new Map<string, PointTable>();

  constructor({ report, runs, certainty, twins }: Explored) {
    this.report = report;
    this.runs = runs;
    this.certainty = certainty;
    this.#twins = twins;
  }

  /**
   * The views that `process` can have when it comes to a mark, each once.
   *
   * @throws RangeError when no process has that name; it says which names there are.
   */
  at(process: string, label: string): readonly View[] {
    const table = this.#table([process]);
    return arrivals(this.runs, process, label).map(({ state, data }) => {
      const view = table.viewAt(state, process) as number;
      const points = table.withView(process, view).map((point) => table.points[point] as Point);
      return {
        process,
        label,
        data,
        twins: points.map((point) => this.#twins.of(point)),
        knows: (fact) => this.#knows(process, state, fact),
      };
    });
  }

  /** A point at which `fact` is sure to hold, if there is one. */
  somewhere(fact: Fact): Twin | undefined {
    const table = this.#table(agentsOf(fact));
    const point = table.truths(fact).indexOf('yes');
    return point < 0 ? undefined : this.#twins.of(table.points[point] as Point);
  }

  #knows(process: string, state: CutState, fact: Fact): Knowing {
    const table = this.#table([process, ...agentsOf(fact)]);
    const whole: Fact = { kind: 'knows', process, fact };
    const [point] = table.withView(process, table.viewAt(state, process) as number);
    const truth = table.truths(whole)[point as number];
    if (truth === 'yes') return { answer: 'knows', certainty: 'exhaustive' };
    if (truth !== 'no') return { answer: 'undecided' };
    const because = table.refutation(whole, point as number).map((step) => ({
      process: step.process,
      twin: this.#twins.of(table.points[step.point] as Point),
    }));
    return { answer: 'does not know', because };
  }

  #table(agents: readonly string[]): PointTable {
    const names = [...new Set(agents)].sort();
    const key = JSON.stringify(names);
    let table = this.#tables.get(key);
    if (table === undefined) {
      this.#requireProcesses(names);
      table = new PointTable(this.runs, names, this.certainty === 'exhaustive');
      this.#tables.set(key, table);
    }
    return table;
  }

  #requireProcesses(names: readonly string[]): void {
    const all = new Set(this.runs.flatMap(({ processes }) => processes));
    const missing = names.find((name) => !all.has(name));
    if (missing !== undefined)
      throw new RangeError(`there is no process ${missing}; there are ${[...all].sort().join(', ')}`);
  }
}

/**
 * Explores every execution of `program`, to ask what its processes know where.
 *
 * @param program an async function that makes its state inside.
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const ask = async (): Promise<void> => {
 *   const wire = chan<string>(1)
 *   go('Q', async () => {
 *     await wire.receive()
 *     await mark('received')
 *   })
 *   go('P', async () => {
 *     await wire.send('a question')
 *     await mark('sent')
 *   })
 * }
 * const points = await pointsOf(ask)
 * for (const view of points.at('P', 'sent'))
 *   console.log(view.knows((state) => state.marks('Q').length > 0).answer) // does not know
 */
export async function pointsOf(program: () => unknown, options: PointsOptions = {}): Promise<Points> {
  if (typeof program !== 'function') throw new TypeError('pointsOf: the program must be a function');
  const name = options.name ?? (program.name === '' ? 'program' : program.name);
  const source = { name, instantiate: () => program, text: String(program) };
  return new Points(await explorePoints(source, options));
}

/** All executions of a program, with what is asked of them. */
export interface Explored {
  readonly report: Report;
  readonly runs: readonly Run[];
  /** `exhaustive` when these are all there are. */
  readonly certainty: 'exhaustive' | 'bounded';
  readonly twins: Twins;
}

/** Explores a program whose module is evaluated afresh for every execution. */
export async function explorePoints(source: ProgramSource, options: PointsOptions): Promise<Explored> {
  let runs: Run[] = [];
  let search: Explorer | undefined;
  const watch = (by: Explorer): Observer => {
    const recorded: Run[] = [];
    runs = recorded;
    search = by;
    const restart = (): void => {
      recorded.length = 0;
    };
    // Where receives are named by what they take, an order of the sends is to be found for a schedule.
    const keepsSteps = (): boolean => by.world.learnt.inboxes.size > 0;
    return new RunRecorder({ run: (run) => recorded.push(run), restart }, keepsSteps);
  };
  const executions = Math.min(options.budget?.executions ?? mostRuns, mostRuns);
  const budget = { ...options.budget, executions };
  const { report } = await checkSource({ ...source, watch }, { ...options, budget });
  const replayer = new Replayer(search as Explorer, source.name, source.mapSite);
  // Steps that took turns came to an outcome that no run has.
  const isWhole = report.certainty === 'exhaustive' && report.outcomes.every(({ schedule }) => schedule !== '');
  const certainty = isWhole ? 'exhaustive' : 'bounded';
  return { report, runs, certainty, twins: new Twins(search as Explorer, replayer) };
}
