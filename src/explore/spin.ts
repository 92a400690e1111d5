/**
 * Loops that only read again what they wait for, such as `while (!(await flag.load()));`.
 *
 * A poll that finds nothing is such a read, and so are a lock and its unlock in one turn. Where time is not known, waiting for
 * a timer armed in the same turn is one too: that it fires tells nothing.
 *
 * Going round once more changes nothing as long as what was read stays the same, so a process that has gone round twice
 * with the same operations, lines and results is held until somebody changes it. That is only done in loops that were
 * seen to go round `longSpin` times with nothing in between: a loop that gives up before is explored turn by turn. (GenMC
 * and others turn such loops into waiting too, on sight of their code; here only what they do is seen.)
 */
import type { Case, ChannelCore, ChannelRequest } from '../kernel/channel.ts';
import type { Operation } from '../kernel/operation.ts';
import { isVirtualTime } from '../trace/model.ts';
import { ModelTimer } from './clock.ts';
import { conflicting, Touch } from './footprint.ts';
import type { Call } from './likeness.ts';
import { areSameCalls, isSameCall } from './likeness.ts';
import { plainState } from './places.ts';
import type { ProcessRun } from './process-run.ts';
import { requestOf } from './request.ts';
import type { ExecutionSettings } from './step.ts';
import type { Trail } from './trail.ts';
import type { Pending, Transition } from './transition.ts';
import { otherwise } from './transition.ts';

/** Reads in a row from which on a loop counts as one that goes on for ever. */
const longSpin = 100;
/** How many operations the body of such a loop may have. */
const longestTurn = 8;

/** How the keys of loops with timers begin, after the process. */
const waitingLoop = 'waits, ';

/** None yet. */
export const noReads: readonly never[] = [];

/** An operation that told the process nothing it could go on with: a read that found what the ones before it found, say. */
export interface VainRead {
  readonly call: Call;
  readonly alternative: number;
  readonly value: unknown;
  readonly touches: readonly Touch[];
  /** Everything its step used, and what the process called next: known when the step is over. */
  reach: readonly Touch[];
  calls: readonly Call[];
  /** It could have gone otherwise, without waiting for anybody. */
  readonly offered: boolean;
  /** Its step, by index. */
  readonly index: number;
  /** The cases of a poll. */
  readonly cases: readonly Case[];
}

/** What an operation that would only go round once more waits for: a change of what the turn before read. */
export interface Spin {
  readonly watched: readonly VainRead[];
  /** The number of the step from which on timers that were armed are of the turn; undefined where it has none. */
  readonly since: number | undefined;
}

/** Follows the reads of an execution's processes. */
export class Spins {
  /** Processes, by identity, that read so often in a row that their lines are wanted. */
  late: Set<number> | undefined = undefined;
  /** Loops seen to go round for long, by process and lines. */
  lateLoops: Set<string> | undefined = undefined;
  readonly #settings: ExecutionSettings;
  readonly #trail: Trail;
  /** Whether a timer may fire at any time, so that its firing tells nothing. */
  readonly #isUntimed: boolean;

  constructor(settings: ExecutionSettings, trail: Trail) {
    this.#settings = settings;
    this.#trail = trail;
    this.#isUntimed = !isVirtualTime(settings.model);
  }

  /** Whether the lines of the calls of `process` are wanted. */
  wantsSite(process: ProcessRun): boolean {
    if (this.#settings.spinning.size === 0) return false;
    const { id } = process.identity;
    return this.#settings.spinning.has(id) && !this.#settings.counting.has(id);
  }

  /** The process took a step, and has not run on yet. */
  note({ pending, alternative }: Transition, value: unknown, touches: readonly Touch[], index: number): void {
    const { process, operation, call } = pending;
    const request = requestOf(pending);
    process.calling = noReads;
    if (!this.#isVain(pending, alternative, value)) {
      calm(process);
      return;
    }
    process.vainReads++;
    if (call === undefined || !this.wantsSite(process)) {
      if (process.vainReads < longSpin || this.#settings.spinning.has(process.identity.id)) return;
      this.late ??= new Set();
      this.late.add(process.identity.id);
      return;
    }
    const read: VainRead = {
      call,
      alternative,
      // A poll that found nothing says so, in a new object each time.
      value: request === undefined ? value : undefined,
      touches: touches.filter((touch) => isOwn(touch, operation, request)),
      reach: touches,
      calls: noReads,
      offered: request?.cases.some((one, at) => at !== alternative && isOpen(one)) === true,
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

  #isVain(pending: Pending, alternative: number, value: unknown): boolean {
    return (
      isVain(pending.operation, requestOf(pending), alternative, value) ||
      (this.#isUntimed && isTimers(pending, alternative))
    );
  }

  /** What the operation that the process calls now waits for; undefined when it does not only go round again. */
  spinOf(process: ProcessRun, call: Call): Spin | undefined {
    const { reads } = process;
    if (this.#settings.loops.size === 0 || reads.length < 2) return undefined;
    const turn = turnOf(reads, 2);
    const next = turn === 0 ? undefined : reads[reads.length - turn];
    if (next === undefined || !isSameCall(next.call, call)) return undefined;
    const watched = reads.slice(-turn);
    if (!this.#settings.loops.has(keyOf(process, watched)) || !givesBack(watched) || watched.some(isTimed))
      return undefined;
    return { watched, since: undefined };
  }

  /**
   * The step of `process` at `index`, which used `touches`, is over: has what it then waits for wait for a change when it only
   * goes round a loop with timers. Those of deadlines that were armed in the turn are held with it.
   */
  hold(process: ProcessRun, touches: readonly Touch[], index: number, all: Iterable<Pending>): void {
    const { reads } = process;
    const last = reads.at(-1);
    if (last?.index !== index) return;
    last.reach = touches;
    last.calls = process.calling;
    const turn = this.#settings.loops.size === 0 ? 0 : this.#knownTurnOf(process);
    if (turn === 0) return;
    const watched = reads.slice(-turn).map((read) => ({ ...read, touches: read.reach.map(asRead) }));
    const since = (reads.at(-turn - 1) as VainRead).index + 1;
    const own = [...all].filter((one) => one.process === process && !isOlderDeadline(one, since));
    if (own.filter(({ operation }) => operation.kind !== 'fire').length !== 1) return;
    for (const pending of own) pending.spin ??= { watched, since };
  }

  /** How many of the latest reads are a turn, just repeated, of a loop with timers seen to go on for long; 0 when none are. */
  #knownTurnOf(process: ProcessRun): number {
    const { reads } = process;
    for (let turn = 1; turn <= longestTurn && 2 * turn < reads.length + 1; turn++) {
      const from = reads.length - 2 * turn;
      const watched = reads.slice(-turn);
      if (!watched.some(isTimed) || !repeats(reads, from, turn) || !callsRepeat(reads, from, turn)) continue;
      if (givesBack(watched) && this.#settings.loops.has(keyOf(process, watched))) return turn;
    }
    return 0;
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
export function goesRound({ pending, alternative, sender }: Transition): boolean {
  const request = requestOf(pending);
  if (alternative === otherwise || request === undefined) return true;
  const one = request.cases[alternative];
  return one !== undefined && sender === undefined && pending.spin !== undefined && couldBefore(one, pending.spin);
}

/** Whether a case that can go now without anybody else could in the turn before, too: where no timer of before is due. */
export function couldBefore({ channel }: Case, { since }: Spin): boolean {
  if (since === undefined) return false;
  return !(channel.source instanceof ModelTimer) || channel.source.armedStep >= since;
}

/** Whether the turn may end otherwise, should who goes round get there once more. */
export function mayEnd({ watched, since }: Spin): boolean {
  return watched.some(
    ({ offered, cases }) => since !== undefined && (offered || cases.some((one) => isOlderTimer(one, since))),
  );
}

/** Whether a receive may take what a timer sends that was armed before the step numbered `since`. */
function isOlderTimer({ channel: { source, buffer }, sends }: Case, since: number): boolean {
  if (sends || !(source instanceof ModelTimer) || source.armedStep >= since) return false;
  return source.armed || buffer.length > 0;
}

/** Whether `again` takes the same step of a loop as `read`, in another turn. */
export function isSameStep(read: VainRead, again: Transition): boolean {
  const { operation } = again.pending;
  if (operation.kind !== read.call.kind) return false;
  if (isTimed(read)) return again.alternative === read.alternative;
  return goesRound(again) && (read.call.object.age >= 0 || read.call.object.id === operation.object.id);
}

const noCases: readonly Case[] = [];

/** The process did something else than read in vain. */
export function calm(process: ProcessRun): void {
  process.made?.clear();
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

/** Whether a case could go without anybody else. */
function isOpen({ channel, sends }: Case): boolean {
  return channel.closed || (sends ? channel.hasRoom : channel.buffer.length > 0);
}

/**
 * Whether a step only sets a timer or a cancellation, or waits until a timer fires that fires once or for what a cancellation
 * closes.
 */
function isTimers(pending: Pending, alternative: number): boolean {
  const { kind, argument } = pending.operation;
  const taken = requestOf(pending)?.cases[alternative];
  if (taken !== undefined) {
    const { source } = taken.channel;
    if (source === undefined) return !taken.sends && taken.channel.closed && taken.channel.capacity === 0;
    return !taken.sends && source instanceof ModelTimer && source.period === undefined;
  }
  if (kind === 'fire') return (argument as ModelTimer).action !== undefined;
  return kind === 'cancel' || kind === 'stop' || kind === 'reset';
}

/** Whether the read is one only where time is not known. */
function isTimed({ call, alternative }: VainRead): boolean {
  switch (call.kind) {
    case 'sleep':
    case 'fire':
    case 'cancel':
    case 'stop':
    case 'reset':
      return true;
    case 'receive':
    case 'select':
      return alternative !== otherwise;
    default:
      return false;
  }
}

/** A deadline that was set before the turn may end the loop. */
function isOlderDeadline({ operation, calledAt }: Pending, since: number): boolean {
  return operation.kind === 'fire' && calledAt < since;
}

/** What offers another way to go is watched as if it were read. */
function asRead(touch: Touch): Touch {
  if (touch.use !== 'guard') return touch;
  const { object, place, releases, index, missed } = touch;
  return new Touch(object, place, 'read', releases, index, missed);
}

/** Whether every lock that is taken in the turn is given back in it, and no other. */
function givesBack(turn: readonly VainRead[]): boolean {
  const held = new Map<string, number>();
  for (const { call } of turn) {
    const { kind, object } = call;
    const takes = kind === 'lock' || kind === 'rlock';
    if (!takes && kind !== 'unlock' && kind !== 'runlock') continue;
    const key = `${object.id} ${kind === 'rlock' || kind === 'runlock'}`;
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
    if (!isSameCall(one.call, before.call) || one.alternative !== before.alternative) return false;
    if (!Object.is(one.value, before.value)) return false;
  }
  return true;
}

function callsRepeat(reads: readonly VainRead[], from: number, turn: number): boolean {
  for (let at = from + turn; at < reads.length; at++) {
    if (!areSameCalls((reads[at] as VainRead).calls, (reads[at - turn] as VainRead).calls)) return false;
  }
  return true;
}

/** A loop by its process and lines, whichever of them came first. */
function keyOf(process: ProcessRun, turn: readonly VainRead[]): string {
  const sites = turn.map(({ call }) => `${call.kind} ${call.site ?? ''}`);
  const turns = sites.map((_, at) => [...sites.slice(at), ...sites.slice(0, at)].join(' | '));
  const how = turn.some(isTimed) ? waitingLoop : '';
  return `${process.identity.id}: ${how}${turns.sort()[0] ?? ''}`;
}

/** Whether a loop waits for timers in each turn, by its key. */
export function isWaitingLoop(key: string): boolean {
  return key.includes(`: ${waitingLoop}`);
}

/** The key of a loop where its process has another number. */
export function renamedLoop(key: string, renamed: (process: number) => number): string {
  const end = key.indexOf(':');
  return `${renamed(Number(key.slice(0, end)))}${key.slice(end)}`;
}
