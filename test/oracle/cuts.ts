/** The cuts of reduced executions held against every point of every interleaving. */
import { consistentCuts } from '../../src/causality/consistent-cuts.ts';
import type { Run, RunEvent } from '../../src/check/cuts/run.ts';
import { RunRecorder } from '../../src/check/cuts/run-recorder.ts';
import { CutState } from '../../src/check/cuts/state.ts';
import type { Observer, Reduction, SearchWorld } from '../../src/explore/search.ts';
import { Search } from '../../src/explore/search.ts';
import { install } from '../../src/kernel/driver.ts';
import type { Model } from '../../src/trace/model.ts';

import { inMacrotask, withOwnedWorld } from './owned-world.ts';

export interface RunLimits {
  readonly reduction: Reduction;
  /** Gives up beyond so many executions. */
  readonly executions: number;
  readonly model: Model;
  /** Whether all steps conflict, so that no step is taken before others because it conflicts with none. */
  readonly entangled: boolean;
}

/** The runs of a search; undefined when it takes more than the executions allowed. */
export function runsOf(
  world: SearchWorld,
  { reduction, executions, model, entangled }: RunLimits,
): Promise<Run[] | undefined> {
  const runs: Run[] = [];
  const settings = {
    reduction,
    maxSteps: 300,
    seed: 1,
    ticks: 2,
    model,
    everythingEntangled: entangled,
    everyStart: true,
  };
  const recorder = new RunRecorder({ run: (run) => runs.push(run), restart: () => runs.splice(0) }, () => true);
  let ended = 0;
  const observer: Observer = {
    begin: (execution, kept) => {
      install(execution.calls);
      recorder.begin(execution, kept);
    },
    begun: (execution) => recorder.begun(execution),
    step: (execution, step, index) => recorder.step(execution, step, index),
    restart: () => recorder.restart(),
    end: (execution, how) => {
      ended++;
      recorder.end(execution, how);
    },
  };
  const search = new Search(world, settings, observer);
  return inMacrotask(() =>
    withOwnedWorld(search, () => {
      for (const _ of search.run()) if (ended > executions) return undefined;
      return runs;
    }),
  );
}

/** A point of an interleaving, as far as anything can be asked of it. */
export interface Point {
  readonly state: string;
  /** What each process has learnt. */
  readonly views: ReadonlyMap<string, string>;
}

/** The points at the cuts of runs, each once. */
export function pointsAtCuts(runs: readonly Run[]): Map<string, Point> {
  const points = new Map<string, Point>();
  for (const run of runs) {
    for (const cut of consistentCuts(run.order)) add(points, pointAt(run, new CutState(run, cut)));
  }
  return points;
}

/** The points of runs in the order in which their events happened, each once. */
export function pointsOnTheWay(runs: readonly Run[]): Map<string, Point> {
  const points = new Map<string, Point>();
  for (const run of runs) {
    const cut = run.order.chains.map(() => 0);
    add(points, pointAt(run, new CutState(run, cut)));
    for (const { chain } of run.events) {
      cut[chain] = (cut[chain] as number) + 1;
      add(points, pointAt(run, new CutState(run, cut.slice())));
    }
  }
  return points;
}

function add(points: Map<string, Point>, point: Point): void {
  points.set(textOf(point), point);
}

function textOf({ state, views }: Point): string {
  return `${state}\n${[...views].map(([process, view]) => `${process}: ${view}`).join('\n')}`;
}

function pointAt(run: Run, state: CutState): Point {
  const events = [...state.inside].map((event) => run.events[event] as RunEvent);
  const values = ['x', 'y', 'a'].map((object) => `${object}=${String(state.value(object))}`);
  const ended = run.processes.filter((process) => state.ended(process));
  const marks = run.processes.map((process) => `${process} ${state.marks(process).length}`);
  const views = run.processes.map((process, number): [string, string] => [
    process,
    events
      .flatMap(({ lessons }) => lessons.filter((lesson) => lesson.process === number).map(({ text }) => text))
      .sort()
      .join(' '),
  ]);
  const text = [...values, `marks ${marks.sort().join()}`, `ended ${ended.sort().join()}`].join(', ');
  return { state: text, views: new Map(views.sort(([a], [b]) => (a < b ? -1 : 1)).filter(([, view]) => view !== '')) };
}
