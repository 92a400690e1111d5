import { bluetooth } from './bluetooth.ts';
import { fib } from './fib.ts';
import { filesystem } from './filesystem.ts';
import { atomicIncrements, counters, lostUpdate, mutexOrder, readWrite } from './increments.ts';
import { indexer } from './indexer.ts';
import { lastZero } from './last-zero.ts';
import {
  conditionalWrites,
  isa2,
  loadBuffering,
  messagePassing,
  storeBuffering,
  twoPlusTwoWrites,
  writeToReadCausality,
} from './litmus.ts';
import { consumers, looks, merge, oneSender, senders, twoPhaseCommit } from './messages.ts';
import { philosophers } from './philosophers.ts';
import type { Program } from './processes.ts';
import { readers } from './readers.ts';
import { reorder } from './reorder.ts';
import { twoStage } from './two-stage.ts';

/** A program with the numbers of executions that others have published for it. */
export interface Row {
  readonly name: string;
  /** Its size, for a program that has one. */
  readonly n?: number;
  readonly make: () => Program;
  /** All interleavings of its steps, where stated. */
  readonly interleavings?: number;
  /** Its Mazurkiewicz traces. */
  readonly traces: number;
  /** How many of them end in a failed assertion. */
  readonly bad?: { readonly interleavings: number; readonly traces: number };
  /** How many of its traces end in a deadlock. */
  readonly deadlocks?: number;
  /** What it may return, where stated. */
  readonly returns?: readonly string[];
}

/** Rows of one family: `[n, interleavings, traces]` each. */
function family(
  name: string,
  make: (n: number) => Program,
  sizes: readonly (readonly [number, number | undefined, number])[],
  extra: Pick<Row, 'deadlocks'> = {},
): Row[] {
  return sizes.map(([n, interleavings, traces]) => ({
    name,
    n,
    make: () => make(n),
    ...(interleavings === undefined ? {} : { interleavings }),
    traces,
    ...extra,
  }));
}

export const rows: readonly Row[] = [
  ...family('readers', readers, [
    [1, 2, 2],
    [2, 6, 4],
    [3, 24, 8],
    [4, 120, 16],
    [6, 5040, 64],
    [8, 362880, 256],
    [13, 87178291200, 8192],
  ]),
  ...family('last zero', lastZero, [
    [1, 3, 2],
    [2, 35, 5],
    [3, 920, 12],
    [4, 44300, 28],
    [5, undefined, 64],
    [6, undefined, 144],
    [7, undefined, 320],
    [10, undefined, 3328],
    [15, undefined, 147456],
  ]),
  ...family('indexer', indexer, [
    [12, undefined, 8],
    [15, undefined, 4096],
  ]),
  ...family('filesystem', filesystem, [
    [14, undefined, 2],
    [16, undefined, 8],
    [18, undefined, 32],
    [19, undefined, 64],
  ]),
  ...family('atomic increments', atomicIncrements, [
    [2, 2, 2],
    [3, 6, 6],
    [4, 24, 24],
    [5, 120, 120],
    [6, 720, 720],
    [7, 5040, 5040],
  ]),
  ...family('mutex order', mutexOrder, [
    [2, 2, 2],
    [3, 6, 6],
    [4, 24, 24],
    [5, 120, 120],
  ]),
  ...family('read and write', readWrite, [
    [2, 6, 4],
    [3, 90, 36],
    [4, 2520, 576],
  ]),
  ...family('two counters', counters(2), [
    [2, 6, 4],
    [3, 90, 36],
    [4, 2520, 576],
  ]),
  ...family('three counters', counters(3), [
    [2, 20, 8],
    [3, 1680, 216],
  ]),
  ...family('fib', fib, [
    [1, 560, 11],
    [2, 84084, 140],
    [3, 9237800, 1698],
    [4, 878850700, 19605],
  ]),
  { name: 'SB', make: () => storeBuffering, interleavings: 6, traces: 3, returns: ['01', '10', '11'] },
  { name: 'MP', make: () => messagePassing, interleavings: 6, traces: 3, returns: ['00', '01', '11'] },
  { name: 'LB', make: () => loadBuffering, interleavings: 6, traces: 3, returns: ['00', '01', '10'] },
  { name: '2+2W', make: () => twoPlusTwoWrites, interleavings: 6, traces: 3, returns: ['12', '21', '22'] },
  { name: 'WRC', make: () => writeToReadCausality, interleavings: 30, traces: 7 },
  { name: 'ISA2', make: () => isa2, interleavings: 90, traces: 7 },
  { name: 'conditional writes (POPL 2014)', make: () => conditionalWrites, interleavings: 69, traces: 5 },
  ...family(
    'philosophers',
    philosophers,
    [
      [2, 6, 3],
      [3, 168, 7],
      [4, 98184, 15],
      [5, 66468720, 31],
    ],
    { deadlocks: 1 },
  ),
  {
    name: 'lost update',
    n: 2,
    make: () => lostUpdate(2),
    interleavings: 6,
    traces: 4,
    bad: { interleavings: 4, traces: 2 },
  },
  {
    name: 'lost update',
    n: 3,
    make: () => lostUpdate(3),
    interleavings: 90,
    traces: 36,
    bad: { interleavings: 84, traces: 30 },
  },
  {
    name: 'reorder',
    n: 3,
    make: () => reorder(3),
    interleavings: 162,
    traces: 52,
    bad: { interleavings: 8, traces: 8 },
  },
  {
    name: 'reorder',
    n: 4,
    make: () => reorder(4),
    interleavings: 6573,
    traces: 1089,
    bad: { interleavings: 57, traces: 57 },
  },
  {
    name: 'two stages, 1 + 1',
    make: () => twoStage(1, 1),
    interleavings: 72,
    traces: 3,
    bad: { interleavings: 1, traces: 1 },
  },
  {
    name: 'two stages, 2 + 1',
    make: () => twoStage(2, 1),
    interleavings: 17510,
    traces: 40,
    bad: { interleavings: 42, traces: 10 },
  },
  ...family('one of n senders', (n) => senders(n, 1), [
    [2, 4, 2],
    [3, 18, 3],
    [4, 96, 4],
    [8, undefined, 8],
    [12, undefined, 12],
  ]),
  { name: 'two of three senders', traces: 6, make: () => senders(3, 2) },
  { name: 'two of five senders', traces: 20, make: () => senders(5, 2) },
  { name: 'three of six senders', traces: 120, make: () => senders(6, 3) },
  ...family('all of n senders', (n) => senders(n, n), [
    [2, undefined, 2],
    [3, undefined, 6],
    [4, undefined, 24],
    [5, undefined, 120],
  ]),
  ...family('one sender', oneSender, [[3, undefined, 1]]),
  ...family('one sender and looks', looks, [
    [1, 2, 2],
    [2, 6, 4],
    [3, 20, 8],
    [4, 70, 16],
    [5, 252, 32],
  ]),
  { name: 'three of four messages', make: () => merge, traces: 12 },
  ...family('two consumers', consumers, [
    [1, undefined, 2],
    [2, undefined, 4],
    [4, undefined, 16],
  ]),
  ...family('two-phase commit', twoPhaseCommit, [
    [2, undefined, 4],
    [3, undefined, 8],
    [6, undefined, 64],
  ]),
  { name: 'bluetooth', make: () => bluetooth, interleavings: 73, traces: 10, bad: { interleavings: 4, traces: 1 } },
];
