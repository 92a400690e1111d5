/** Where a process comes to a mark: the least of what has happened then. */
import type { Mark, Run } from '../cuts/run.ts';
import { CutState } from '../cuts/state.ts';
import { viewText } from './point-table.ts';

/** One of the ways in which a process can come to a mark: all that it has seen then. */
export interface Arrival {
  readonly state: CutState;
  readonly data: unknown;
}

/** Every way in which `process` comes to a mark of this label, each once. */
export function arrivals(runs: readonly Run[], process: string, label: string): Arrival[] {
  const found = new Map<string, Arrival>();
  for (const run of runs) {
    for (const { marks, past } of run.events) {
      const mark = marks.find((one) => one.process === process && one.label === label);
      if (mark === undefined) continue;
      const state = new CutState(run, past);
      const view = viewText(state, process);
      if (!found.has(view)) found.set(view, { state, data: mark.data });
    }
  }
  return [...found.values()];
}

/** The processes that come to a mark of this label in some execution; all marks, where no label is given. */
export function marksIn(runs: readonly Run[], label?: string): Mark[] {
  const found = new Map<string, Mark>();
  for (const { events } of runs) {
    for (const mark of events.flatMap((event) => event.marks)) {
      if (label === undefined || mark.label === label) found.set(JSON.stringify([mark.process, mark.label]), mark);
    }
  }
  return [...found.values()];
}
