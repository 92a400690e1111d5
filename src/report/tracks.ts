/**
 * Where messages between nodes run in a picture of lanes: down a track beside the lane of their sender, on the side of
 * their receiver, from the row of the send to that of the last receipt. What is sent last may be received first.
 */
import type { Trace, TraceMessage } from '../trace/trace.ts';

/** So many messages at once beside one lane are drawn so, if there is room; the others are drawn when they arrive. */
const TRACKS_MAX = 3;

/** A message that has a track. */
export interface Track {
  readonly message: TraceMessage;
  /** The lane whose right side it is on. */
  readonly gutter: number;
  /** Which of the tracks there, from the left. */
  readonly place: number;
  readonly first: number;
  readonly last: number;
}

/** How a message is drawn that nobody receives: from its send towards its receiver, and no further. */
export interface Stump {
  readonly message: TraceMessage;
  readonly word: string;
  readonly arrives: boolean;
  readonly isLeftwards: boolean;
}

export interface Tracks {
  /** By the index of the event that sends it. */
  readonly all: ReadonlyMap<number, Track>;
  readonly stumps: ReadonlyMap<number, Stump>;
  /** How many tracks there are at the right of each lane. */
  readonly counts: readonly number[];
}

/** The columns of so many tracks beside one another, with one free up to the next lane. */
export function gutterColumns(count: number): number {
  return count === 0 ? 0 : count + 1;
}

/** `laneOf`: the lane of a process. `isShown`: whether there is a row for an event. `columns`: how many they may take. */
export function layOutTracks(
  trace: Trace,
  laneOf: (process: number) => number,
  isShown: (event: number) => boolean,
  columns: number,
): Tracks {
  for (let most = TRACKS_MAX; ; most--) {
    const tracks = withAtMost(most, trace, laneOf, isShown);
    const taken = tracks.counts.reduce((sum, count) => sum + gutterColumns(count), 0);
    if (most === 0 || taken <= columns) return tracks;
  }
}

function withAtMost(
  most: number,
  trace: Trace,
  laneOf: (process: number) => number,
  isShown: (event: number) => boolean,
): Tracks {
  const all = new Map<number, Track>();
  const stumps = new Map<number, Stump>();
  const counts: number[] = [];
  const ends = new Map<number, number[]>();
  for (const message of trace.messages ?? []) {
    const { send } = message;
    const ways = [send, ...message.receipts, ...message.forgotten];
    const [from = 0, to] = [send, message.receipts[0]].map((event) => laneAt(trace, event, laneOf));
    const towards = to ?? laneOfNode(trace, message.to, laneOf) ?? from;
    if (ways.length === 1) stumps.set(send, { message, ...stumpOf(message), isLeftwards: towards < from });
    const last = Math.max(...ways);
    if (ways.length === 1 || !ways.some(isShown)) continue;
    const gutter = towards < from ? from - 1 : from;
    const taken = ends.get(gutter) ?? [];
    ends.set(gutter, taken);
    const free = taken.findIndex((end) => end < send);
    const place = free < 0 ? taken.length : free;
    if (place >= most) continue;
    taken[place] = last;
    counts[gutter] = Math.max(counts[gutter] ?? 0, place + 1);
    all.set(send, { message, gutter, place, first: send, last });
  }
  return { all, stumps, counts };
}

function stumpOf({ fate }: TraceMessage): { readonly word: string; readonly arrives: boolean } {
  if (fate === 'lost') return { word: 'lost', arrives: false };
  return fate === 'cut' ? { word: 'cut off', arrives: false } : { word: 'on its way', arrives: true };
}

function laneAt(trace: Trace, event: number | undefined, laneOf: (process: number) => number): number | undefined {
  const [first] = trace.events[event ?? -1]?.participants ?? [];
  return first === undefined ? undefined : laneOf(first.process);
}

function laneOfNode(trace: Trace, name: string, laneOf: (process: number) => number): number | undefined {
  const process = trace.processes.findIndex(({ node }) => node === name);
  return process < 0 ? undefined : laneOf(process);
}
