/** Objects and places that stand for what no kernel object is. */
import type { Pending } from './transition.ts';

/** The object whose place stands for plain state that processes share. */
export const plainState = -1;
/** The clock is the same object in every execution. */
export const clockObject = -2;
/** Places of the clock: what is armed and fires, and who holds back firings by waiting for an earlier one. */
export const clockPlace = { time: 0, holds: 1 } as const;
/** Its place for a timer armed as the n-th entry of its log: that nobody holds back others any more by waiting for it. */
export function releasePlace(entry: number): number {
  return clockPlace.holds + 1 + entry;
}

/** The object whose place stands for the order in which operations of racing processes complete. */
export const completions = -3;
/** The object whose place stands for signals that are not ours. */
export const foreignSignals = -4;
/** The object whose places stand for how often the adversary may still do each of what it can do. */
export const budgets = -5;
/** The object whose places stand for the order among marks that properties look at. */
export const marksObject = -6;
/** Places of a signal: its state, and for those that are cancelled with it that it was aborted. */
export const signalPlaces = { used: 0, aborted: 1 } as const;
/** The place of a process that calling `join` on it reads and its end in an error changes. */
export const joinPlace = -1;

/** Places of a node: being there, what may have arrived when it starts again, the order of what it sends to each of the others, and whether that is cut off from it. */
export const nodePlace: {
  readonly life: number;
  readonly arrivals: number;
  linkTo(node: number): number;
  cutFrom(node: number): number;
} = {
  life: 2 ** 19,
  arrivals: 2 ** 19 + 1,
  linkTo: (node: number): number => node,
  cutFrom: (node: number): number => 2 ** 18 + node,
};

/** Nodes have clocks of their own, the same in every execution. */
export function nodeClock(node: number): number {
  return clockObject - firstNodeClock - node;
}

const firstNodeClock = 10;

/** Whether an object is a clock. */
export function isClock(object: number): boolean {
  return object === clockObject || (object <= clockObject - firstNodeClock && object > clockObject - mostNodes);
}

/** More clocks would take the numbers of other things. */
const mostNodes = 900;

/** The first of the places of processes, which go downwards, and how many each has. */
const firstOfProcesses = -2;
const perProcess = 2;

/**
 * Places of the order in which a process's strands join the queues in which its operations wait for one another; sends, and
 * read locks, have the `other`.
 */
export function callPlace(pending: Pending, other: boolean): number {
  return firstOfProcesses - perProcess * pending.process.identity.id - (other ? 1 : 0);
}

/** Places of an object that stand for single operations are numbered from here. */
const firstOfOperations = 2 ** 20;

/** The place of an object that stands for an operation on it: the message it sent, or its leaving a queue. */
export function operationPlace(identity: number): number {
  return firstOfOperations + identity;
}

/** The operation whose place it is, if it is one of those. */
export function operationOfPlace(place: number): number | undefined {
  return place > firstOfOperations ? place - firstOfOperations : undefined;
}

/** Whether programs use the place as they go on, without an operation of their own; signals and races of promises apart. */
export function isBeyond(object: number, place: number): boolean {
  return object < 0 || place < 0;
}

/** The process whose place it is, if it is one of those. */
export function processOfPlace(place: number): number | undefined {
  return place > firstOfProcesses ? undefined : Math.floor((firstOfProcesses - place) / perProcess);
}

/** The place of `process` that `place` is of another. */
export function placeOfProcess(place: number, process: number): number {
  return firstOfProcesses - perProcess * process - ((firstOfProcesses - place) % perProcess);
}
