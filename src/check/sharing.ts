/** What the threads that share a search say to one another. Identities are as `names.ts` writes them down. */
import type { Footprint } from '../explore/footprint.ts';
import type { Frontier, LearntState } from '../explore/frontier.ts';
import type { NameEntries } from '../explore/names.ts';
import type { Given } from '../explore/parts.ts';
import type { Note } from '../explore/reversals.ts';
import type { SearchSettings } from '../explore/search.ts';
import type { Collected } from './collected.ts';

/** One end of a line between two threads. */
export interface Line {
  readonly post: (message: unknown) => void;
  readonly listen: (listener: (message: unknown) => void) => void;
}

/** A thread that takes part. */
export interface Helper extends Line {
  /** Called when it ended without being told to. */
  readonly onFailure: (listener: (error: Error) => void) => void;
  readonly end: () => void;
}

/** Cells of the memory that all threads see. */
export const sharedCells = {
  /** How many parts are wanted that nobody has. */
  wanted: 0,
  /** The number of the round; what is done for another is void. */
  round: 1,
  /** Whether to stop. */
  stops: 2,
  /** Executions of this run. */
  executions: 3,
} as const;

export const sharedBytes: number = 4 * Int32Array.BYTES_PER_ELEMENT;

/** What a helper is told. */
export type Order =
  | {
      readonly kind: 'begin';
      readonly round: number;
      readonly cells: SharedArrayBuffer;
      readonly settings: SearchSettings;
      readonly names: NameEntries;
      readonly learnt: LearntState;
      /** The most executions of this run. */
      readonly executions: number | undefined;
    }
  | { readonly kind: 'part'; readonly round: number; readonly names: NameEntries; readonly frontier: Frontier }
  | { readonly kind: 'collect'; readonly round: number };

/** How far a helper is, in this round. */
export interface Counts {
  readonly executions: number;
  readonly redundant: number;
  readonly cut: number;
  readonly cutByTicks: number;
  readonly findings: number;
  readonly leftTheModel: boolean;
  readonly events: number;
  /** The share of its part that is behind. */
  readonly explored: number;
}

/** What a helper says. `names` are those it uses for the first time. */
export type Word = { readonly round: number; readonly names: NameEntries } & (
  | { readonly kind: 'ready' }
  | { readonly kind: 'started'; readonly used: Footprint }
  | { readonly kind: 'gave'; readonly given: readonly Given[]; readonly notes: readonly Note[] }
  | { readonly kind: 'counts'; readonly counts: Counts }
  | { readonly kind: 'ended'; readonly notes: readonly Note[]; readonly counts: Counts }
  | { readonly kind: 'learnt'; readonly learnt: LearntState }
  /** It came across what one thread must look at alone: a step that does not end or repeat. */
  | { readonly kind: 'puzzled' }
  | { readonly kind: 'collected'; readonly collected: Collected; readonly events: number }
  | { readonly kind: 'failed'; readonly error: string }
);
