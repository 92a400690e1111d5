/** What a program of `timed.ts` is in the middle of, for the simulator. */
import type { TimedAction } from './timed.ts';

/** `said`: what code between two operations does is said when the first is over, though it takes place at its time. */
export type Task =
  | (TimedAction & { readonly isSaid?: true })
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'begin' };

export interface Held {
  due: number;
  isArmed: boolean;
  hasFired: boolean;
  /** Which of the strand's steps armed it. */
  step: number;
}

export interface Strand {
  readonly path: string;
  state: 'busy' | 'ready' | 'inbox' | 'timer' | 'both' | 'asleep' | 'receipt' | 'ended';
  /** When it does what it was woken for; from then on at any time when it is paused. */
  at: number;
  isPaused: boolean;
  todo: Task[];
  held: Held | undefined;
  /** When what it waits in is due, if it waits for a time beside messages. */
  due: number | undefined;
  /** What is to be run if that comes first. */
  late: Task[];
  /** How many operations it has made. */
  step: number;
  calledIn: number;
  /** The messages that its past knows of. */
  past: number[];
  forks: number;
}

export interface Letter {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly past: readonly number[];
  /** When it arrives; from then on at any time when nothing bounds that. */
  readonly at: number;
  /** Whose strand hears of its receipt, if one does. */
  readonly hears: string | undefined;
  /** The second of two. */
  readonly isCopy: boolean;
}

export interface NodeState {
  isUp: boolean;
  /** It is about to end the program. */
  isDoomed: boolean;
  life: number;
  inbox: Letter[];
  strands: Strand[];
}

export interface State {
  now: number;
  letters: number;
  nodes: Record<string, NodeState>;
  flight: Letter[];
  logs: Record<string, string[]>;
  left: { loss: number; duplication: number; crashes: number; restarts: number; pauses: number; partitions: number };
  /** The links that are cut, if some are. */
  cut: string[] | undefined;
}

/** A copy of all but tasks and letters, which never change. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null || 'kind' in value || 'isCopy' in value) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = copyOf(value[key]);
  return copy as T;
}

export function newStrand(path: string, todo: Task[], past: number[]): Strand {
  return {
    path,
    state: 'busy',
    at: 0,
    isPaused: false,
    todo,
    held: undefined,
    due: undefined,
    late: [],
    step: 0,
    calledIn: -1,
    past,
    forks: 0,
  };
}

export function strandsOf({ nodes }: State): readonly Strand[] {
  return Object.values(nodes).flatMap(({ strands }) => strands);
}

/** Whether something is due at a later time, so that it makes a difference how much passes. */
export function hasFuture(state: State): boolean {
  const { now, flight } = state;
  return (
    flight.some(({ at }) => at > now) ||
    strandsOf(state).some(
      ({ state: doing, at, due, held }) =>
        (doing === 'busy' && at > now) || due !== undefined || (doing !== 'ended' && held?.isArmed === true),
    )
  );
}

/** Says what the code does that comes before the next operation. */
export function sayAhead(state: State, name: string, index: number): void {
  const strand = strandOf(state, name, index);
  const ahead: Task[] = [];
  for (let task = strand.todo.shift(); task !== undefined; task = strand.todo.shift()) {
    if (task.kind === 'say') say(state, strand, task.text);
    else if (task.kind === 'arm' || task.kind === 'fork') {
      if (task.isSaid !== true) say(state, strand, 'done');
      ahead.push({ ...task, isSaid: true });
    } else {
      if (task.kind === 'fail') node(state, name).isDoomed = true;
      strand.todo.unshift(task);
      break;
    }
  }
  strand.todo.unshift(...ahead);
}

/** Whether the strand will call an operation or waits in one. */
export function isRunning({ state, todo }: Strand): boolean {
  if (state === 'ended') return false;
  return (state !== 'busy' && state !== 'ready') || todo.some(({ kind }) => kind !== 'arm');
}

export function takeLate(strand: Strand): void {
  strand.todo.unshift(...strand.late);
  strand.late = [];
  strand.due = undefined;
}

export function node({ nodes }: State, name: string): NodeState {
  return nodes[name] as NodeState;
}

export function strandOf(state: State, name: string, index: number): Strand {
  return node(state, name).strands[index] as Strand;
}

export function say({ logs }: State, { path }: Strand, text: string): void {
  (logs[path] as string[]).push(text);
}

export function outcomeOf({ nodes, logs }: State): string {
  const ends = Object.entries(nodes).map(
    ([name, { isUp, strands }]) => `${name} ${!isUp ? 'crashed' : strands[0]?.state === 'ended' ? 'ended' : 'waiting'}`,
  );
  return endText(ends, Object.entries(logs));
}

/** What an execution came to, as text. */
export function endText(ends: readonly string[], logs: readonly (readonly [string, readonly string[]])[]): string {
  // A node that crashes before it does anything has no log, or an empty one.
  const seen = logs
    .filter(([, log]) => log.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, log]) => `${path}: ${log.join(' ')}`);
  return [...[...ends].sort(), ...seen].join('; ');
}
