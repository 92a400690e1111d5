/**
 * Loops that only read again what they wait for, such as `while (!(await flag.load()));`.
 *
 * A poll that finds nothing is such a read, and so are a lock and its unlock in one turn.
 *
 * Going round once more changes nothing as long as what was read stays the same, so a process that has gone round twice
 * with the same operations, lines and results is held until somebody changes it. That is only done in loops that were
 * seen to go round `longSpin` times with nothing in between: a loop that gives up before is explored turn by turn. (GenMC
 * and others turn such loops into waiting too, on sight of their code; here only what they do is seen.)
 */
import type { Swap } from '../kernel/atomic.ts';
import type { Case, ChannelCore, ChannelRequest } from '../kernel/channel.ts';
import type { Operation } from '../kernel/operation.ts';
import { channelRequestOf } from '../kernel/request.ts';
import type { OperationName } from '../trace/trace.ts';
import type { Touch } from './footprint.ts';
import { conflicting } from './footprint.ts';
import { plainState } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import { requestOf } from './request.ts';
import type { ExecutionSettings } from './step.ts';
import type { Trail } from './trail.ts';
import type { Transition } from './transition.ts';
import { otherwise } from './transition.ts';

/** Reads in a row from which on a loop counts as one that goes on for ever. */
const longSpin = 100;
/** How many operations the body of such a loop may have. */
const longestTurn = 8;

/** None yet. */
export const noReads: readonly VainRead[] = [];

/** An operation that told the process nothing it could go on with: a read that found what the ones before it found, say. */
export interface VainRead {
  readonly kind: OperationName;
  readonly object: number;
  /** What it asked for: the cases of a poll, what a compareAndSwap expects. */
  readonly asked: readonly unknown[];
  readonly alternative: number;
  readonly value: unknown;
  readonly site: string | undefined;
  readonly touches: readonly Touch[];
  /** Its step, by index. */
  readonly index: number;
  /** The cases of a poll. */
  readonly cases: readonly Case[];
}

/** What an operation that would only go round once more waits for: a change of what the turn before read. */
export interface Spin {
  readonly watched: readonly VainRead[];
}

/** Follows the reads of an execution's processes. */
export class Spins {
  /** Processes, by identity, that read so often in a row that their lines are wanted. */
  late: Set<number> | undefined = undefined;
  /** Loops seen to go round for long, by process and lines. */
  lateLoops: Set<string> | undefined = undefined;
  readonly #settings: ExecutionSettings;
  readonly #trail: Trail;

  constructor(settings: ExecutionSettings, trail: Trail) {
    this.#settings = settings;
    this.#trail = trail;
  }

  /** Whether the lines of the calls of `process` are wanted. */
  wantsSite(process: ProcessRun): boolean {
    if (this.#settings.spinning.size === 0) return false;
    const { id } = process.identity;
    return this.#settings.spinning.has(id) && !this.#settings.counting.has(id);
  }

  /** The process took a step, and has not run on yet. */
  note({ pending, alternative }: Transition, value: unknown, touches: readonly Touch[], index: number): void {
    const { process, operation } = pending;
    const { kind, object } = operation;
    const request = requestOf(pending);
    if (!isVain(operation, request, alternative, value)) {
      calm(process);
      return;
    }
    process.vainReads++;
    if (!this.wantsSite(process)) {
      if (process.vainReads < longSpin || this.#settings.spinning.has(process.identity.id)) return;
      this.late ??= new Set();
      this.late.add(process.identity.id);
      return;
    }
    const read: VainRead = {
      kind,
      object: object.id,
      asked: askedBy(operation),
      alternative,
      // A poll that found nothing says so, in a new object each time.
      value: request === undefined ? value : undefined,
      site: process.site,
      touches: touches.filter((touch) => isOwn(touch, operation, request)),
      index,
      cases: request?.cases ?? noCases,
    };
    process.reads = [...process.reads.slice(1 - longSpin), read];
    if (process.reads.length < longSpin) return;
    const turn = turnOf(process.reads, longSpin);
    if (turn === 0) return;
    const key = keyOf(process, process.reads.slice(-turn));
    if (this.#settings.loops.has(key)) return;
    this.lateLoops ??= new Set();
    this.lateLoops.add(key);
  }

  /** What the operation that the process calls now, at `site`, waits for; undefined when it does not only go round again. */
  spinOf(process: ProcessRun, operation: Operation, site: string | undefined): Spin | undefined {
    const { reads } = process;
    if (this.#settings.loops.size === 0 || reads.length < 2) return undefined;
    const turn = turnOf(reads, 2);
    const next = turn === 0 ? undefined : reads[reads.length - turn];
    const { kind, object } = operation;
    if (next === undefined || !isSameCall(next, { kind, object: object.id, asked: askedBy(operation), site }))
      return undefined;
    const watched = reads.slice(-turn);
    return this.#settings.loops.has(keyOf(process, watched)) && givesBack(watched) ? { watched } : undefined;
  }

  /** For each of the latest reads that a loop of `process` may watch, whether what it read has changed since. */
  changes(process: ProcessRun): readonly boolean[] {
    if (this.#settings.loops.size === 0) return [];
    const turn = process.reads.slice(-longestTurn);
    return turn.map((read) => {
      const changes = new Set<number>();
      addChanges(read, turn, this.#trail, Infinity, changes);
      return changes.size > 0;
    });
  }

  /** Whether nothing changed of what the spin watches. */
  isHeld(spin: Spin): boolean {
    return changesOf(spin, this.#trail).length === 0;
  }

  /**
   * The step, by index, before which the operation that takes the one at `taken` was held last; undefined where it never was,
   * because what it watches changed within the turn.
   */
  heldBefore(spin: Spin, taken: number): number | undefined {
    const until = changesOf(spin, this.#trail, taken)[0] ?? taken;
    return until > (spin.watched.at(-1) as VainRead).index ? until : undefined;
  }
}

/** The steps of others before the one at `end`, by index, that changed what `spin` watches since its own. */
export function changesOf({ watched }: Spin, trail: Trail, end: number = Infinity): readonly number[] {
  const changes = new Set<number>();
  for (const one of watched) addChanges(one, watched, trail, end, changes);
  return changes.size < 2 ? [...changes] : [...changes].sort((a, b) => a - b);
}

/** Adds steps of others than `turn` that conflict with `one` and came after it. */
function addChanges(
  { touches, index }: VainRead,
  turn: readonly VainRead[],
  trail: Trail,
  end: number,
  changes: Set<number>,
): void {
  for (const { object, place, use } of touches) {
    for (const { index: at, use: other, missed } of trail.uses(object, place)) {
      if (missed || at <= index || at >= end || !conflicting(other, use)) continue;
      if (!turn.some((own) => own.index === at)) changes.add(at);
    }
  }
}

/** Whether the transition of a spinning operation goes round again: a poll may instead find what it looks for. */
export function goesRound({ pending, alternative }: Transition): boolean {
  return alternative === otherwise || requestOf(pending) === undefined;
}

const noCases: readonly Case[] = [];

/** The process did something else than read in vain. */
export function calm(process: ProcessRun): void {
  if (process.vainReads === 0) return;
  process.vainReads = 0;
  process.reads = noReads;
}

function isVain(
  { kind, object, signal }: Operation,
  request: ChannelRequest | undefined,
  alternative: number,
  value: unknown,
): boolean {
  // A timer's firing may fill the channel in the step that looks.
  if (request !== undefined)
    return (
      alternative === otherwise &&
      signal === undefined &&
      request.cases.every(({ channel }) => channel.source === undefined)
    );
  switch (kind) {
    case 'read':
    case 'load':
    case 'plain.read':
    // Of locks only those count that are given back in the same turn, which leaves them as they were.
    case 'lock':
    case 'unlock':
    case 'rlock':
    case 'runlock':
      return true;
    case 'length':
      return (object as ChannelCore).source === undefined;
    case 'compareAndSwap':
    case 'tryLock':
    case 'tryRLock':
      return value === false;
    default:
      return false;
  }
}

/** Whether a use is one by the operation itself; what processes share as plain state each of their steps uses. */
function isOwn({ object, use }: Touch, operation: Operation, request: ChannelRequest | undefined): boolean {
  if (use === 'guard') return false;
  if (object === operation.object.id || object === plainState) return true;
  return request?.cases.some(({ channel }) => channel.id === object) === true;
}

/** What tells a call from one of the same kind on the same object. */
function askedBy(operation: Operation): readonly unknown[] {
  const { kind, argument } = operation;
  if (kind === 'compareAndSwap') return [(argument as Swap).expected, (argument as Swap).replacement];
  const cases = channelRequestOf(operation)?.cases ?? noCases;
  return cases.flatMap(({ channel, sends, value }) => [channel.id, sends, value]);
}

function isSameCall(a: Call, b: Call): boolean {
  if (a.kind !== b.kind || a.object !== b.object || a.site !== b.site || a.asked.length !== b.asked.length)
    return false;
  return a.asked.every((one, at) => Object.is(one, b.asked[at]));
}

type Call = Pick<VainRead, 'kind' | 'object' | 'asked' | 'site'>;

/** Whether every lock that is taken in the turn is given back in it, and no other. */
function givesBack(turn: readonly VainRead[]): boolean {
  const held = new Map<string, number>();
  for (const { kind, object } of turn) {
    const takes = kind === 'lock' || kind === 'rlock';
    if (!takes && kind !== 'unlock' && kind !== 'runlock') continue;
    const key = `${object} ${kind === 'rlock' || kind === 'runlock'}`;
    const left = (held.get(key) ?? 0) + (takes ? 1 : -1);
    if (left < 0) return false;
    held.set(key, left);
  }
  return [...held.values()].every((left) => left === 0);
}

/** How many of the latest `length` reads, or of twice as many as it is, make a turn that repeats; 0 when none does. */
function turnOf(reads: readonly VainRead[], length: number): number {
  for (let turn = 1; turn <= longestTurn && 2 * turn <= reads.length; turn++) {
    const from = reads.length - Math.max(length, 2 * turn);
    if (from >= 0 && repeats(reads, from, turn)) return turn;
  }
  return 0;
}

function repeats(reads: readonly VainRead[], from: number, turn: number): boolean {
  for (let at = from + turn; at < reads.length; at++) {
    const one = reads[at] as VainRead;
    const before = reads[at - turn] as VainRead;
    if (!isSameCall(one, before) || !Object.is(one.value, before.value)) return false;
  }
  return true;
}

/** A loop by its process and lines, whichever of them came first. */
function keyOf(process: ProcessRun, turn: readonly VainRead[]): string {
  const sites = turn.map(({ kind, site }) => `${kind} ${site ?? ''}`);
  const turns = sites.map((_, at) => [...sites.slice(at), ...sites.slice(0, at)].join(' | '));
  return `${process.identity.id}: ${turns.sort()[0] ?? ''}`;
}

/** The key of a loop where its process has another number. */
export function renamedLoop(key: string, renamed: (process: number) => number): string {
  const end = key.indexOf(':');
  return `${renamed(Number(key.slice(0, end)))}${key.slice(end)}`;
}
