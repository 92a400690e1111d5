/**
 * What a picture of a trace shows when the page is smaller than the trace: which processes get a lane of their own,
 * which events a row, and how wide each lane is.
 */

import type { Trace, TraceEvent } from '../trace/trace.ts';
import { ownersOf } from './lives.ts';

const LANES_MAX = 8;
const ROWS_MAX = 60;
const LANE_COLUMNS_MIN = 14;

/** Columns between the text of a lane and the next lane, enough for an arrow. */
const LANE_GAP = 3;

export interface LaneLayout {
  /** Processes with a lane of their own, in the order of their start; later lives of nodes share that of the first. */
  readonly processes: readonly number[];
  /** Processes that share the last lane. */
  readonly folded: readonly number[];
  /** For each process the one whose lane it is in. */
  readonly owners: readonly number[];
}

/** Main and whom the picture is `about`, then those that the end of the story is about: who waits, and who acted last. */
export function layOutLanes(trace: Trace, columns: number, about?: number): LaneLayout {
  const owners = ownersOf(trace);
  const fitting = Math.max(2, Math.min(LANES_MAX, Math.floor(columns / LANE_COLUMNS_MIN)));
  const all = owners.filter((owner, process) => owner === process);
  if (all.length <= fitting) return { processes: all, folded: [], owners };
  const lastAct = new Map<number, number>();
  for (const [index, { participants }] of trace.events.entries()) {
    for (const { process } of participants) lastAct.set(owners[process] ?? process, index);
  }
  const stuck = new Set(owners.filter((_, process) => isStuck(trace, process)));
  const rank = (process: number): number =>
    process === 0 || process === owners[about ?? -1]
      ? Number.POSITIVE_INFINITY
      : (lastAct.get(process) ?? -1) + (stuck.has(process) ? trace.events.length : 0);
  const kept = new Set([...all].sort((a, b) => rank(b) - rank(a)).slice(0, fitting - 1));
  return {
    processes: all.filter((process) => kept.has(process)),
    folded: all.filter((process) => !kept.has(process)),
    owners,
  };
}

export function isStuck(trace: Trace, process: number): boolean {
  return trace.processes[process]?.end === 'waiting';
}

export interface Row {
  readonly index: number;
  readonly event: TraceEvent;
}

export interface RowLayout {
  readonly first: readonly Row[];
  readonly leftOut: number;
  /** Empty unless rows were left out. */
  readonly last: readonly Row[];
}

/** All events, or the start of a long trace and, at more length, its end. */
export function layOutRows(trace: Trace): RowLayout {
  const rows = trace.events.map((event, index) => ({ index, event }));
  if (rows.length <= ROWS_MAX) return { first: rows, leftOut: 0, last: [] };
  const head = Math.floor(ROWS_MAX / 3);
  const tail = ROWS_MAX - head;
  return { first: rows.slice(0, head), leftOut: rows.length - ROWS_MAX, last: rows.slice(-tail) };
}

/** What is left of `columns` when so many lanes are as narrow as they get. */
export function columnsToSpare(lanes: number, columns: number): number {
  return columns - lanes * LANE_COLUMNS_MIN;
}

/** Each lane as wide as its text, or, when that is too much, the wide ones equally narrower. */
export function shareColumns(wanted: readonly number[], columns: number): number[] {
  const widths = wanted.map((width) => Math.max(LANE_COLUMNS_MIN, width + LANE_GAP));
  let left = columns;
  const shared = new Array<number>(widths.length).fill(0);
  const narrowFirst = [...widths.keys()].sort((a, b) => (widths[a] ?? 0) - (widths[b] ?? 0));
  for (const [done, lane] of narrowFirst.entries()) {
    const fair = Math.max(LANE_COLUMNS_MIN, Math.floor(left / (widths.length - done)));
    shared[lane] = Math.min(widths[lane] ?? 0, fair);
    left -= shared[lane];
  }
  return shared;
}
