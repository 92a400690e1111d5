/**
 * The interface between what a program calls and what makes it happen. There are two drivers: one runs for real, one
 * explores. Objects keep the driver they were made under, so a check inside a live program never mixes the two.
 */
import type { CancellationCore } from './cancellation.ts';
import type { Case, ChannelCore } from './channel.ts';
import type { Letter, NodeCore } from './node.ts';
import type { Operation } from './operation.ts';
import type { ProcessCore } from './process.ts';

/** A timer in the program's hands. */
export interface TimerHandle {
  /** Disarms; resolves to whether it was armed. */
  stop(): Promise<boolean>;
  /** Arms again to fire in `ms` milliseconds; resolves to whether it was armed. */
  reset(ms: number): Promise<boolean>;
}

/** A select of which a case can go at once, case by case. */
export interface QuickSelect {
  canGo(channel: ChannelCore, sends: boolean): boolean;
  /** A fair choice: a whole number from 0 up to but not including `count`. */
  draw(count: number): number;
  /** Performs a case that can go. */
  go(channel: ChannelCore, sends: boolean, value: unknown, label: string): Promise<unknown>;
}

/** What runs operations. Every method that returns a promise is an operation; the others only create. */
export interface Driver {
  /** A new channel's state; the driver may give it an identity. */
  channel<T>(capacity: number, name: string | undefined): ChannelCore<T>;
  /** Gives an object made by a facade its identity. */
  adopt<O extends { id: number }>(object: O): O;

  send<T>(channel: ChannelCore<T>, value: T, signal: AbortSignal | undefined): Promise<void>;
  receive<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<T | undefined>;
  next<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T, undefined>>;
  trySend<T>(channel: ChannelCore<T>, value: T): Promise<boolean>;
  tryReceive<T>(channel: ChannelCore<T>): Promise<IteratorResult<T, undefined> | undefined>;
  select(cases: readonly Case[], otherwise: boolean, signal: AbortSignal | undefined): Promise<unknown>;
  /** How a driver that lets the first go that can does a select without anything being made of its cases; others have none. */
  readonly quick?: QuickSelect;

  /** Any other operation: performed when its object lets it. */
  perform(operation: Operation): Promise<unknown>;
  choose(options: readonly unknown[]): Promise<unknown>;
  /** `mark` and `checkpoint`. */
  note(kind: 'mark' | 'checkpoint', data: unknown): Promise<void>;

  spawn(process: ProcessCore, body: () => unknown): void;
  /** Makes a node, and starts `process` to run it. @throws Error when there is a node of that name. */
  node(name: string, process: ProcessCore, run: (node: NodeCore) => unknown): void;
  /** Hands a message to the network. */
  post(letter: Letter): Promise<void>;
  /** Arms a timer for `channel`; `period` makes it a ticker. Times in milliseconds. */
  timer(channel: ChannelCore<number>, ms: number, period: number | undefined): TimerHandle;
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** Cancels `core` after `ms` milliseconds unless it is cancelled before. */
  deadline(core: CancellationCore, ms: number): void;
  /** Makes `core` be cancelled with `parent`; at once when that has happened. */
  bind(core: CancellationCore, parent: CancellationCore): void;
}

let installed: Driver | undefined;

/** The driver under which objects are made now. */
export function driver(): Driver {
  if (installed === undefined)
    throw new Error("happens-before has no driver yet: import from 'happens-before', not from a file inside it");
  return installed;
}

/** Installs `next` and returns the driver it replaces, to be put back by the caller. Never held across an `await`. */
export function install(next: Driver | undefined): Driver | undefined {
  const previous = installed;
  installed = next;
  return previous;
}
