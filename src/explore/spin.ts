/**
 * Loops that only read again what they wait for, such as `while (!(await flag.load()));`.
 *
 * Going round once more changes nothing as long as what was read stays the same, so a process that has gone round twice
 * with the same operations, lines and results is held until somebody changes it. That is only done in loops that were
 * seen to go round `longSpin` times with nothing in between: a loop that gives up before is explored turn by turn. (GenMC
 * and others turn such loops into waiting too, on sight of their code; here only what they do is seen.)
 */
import type { ChannelCore } from '../kernel/channel.ts';
import type { KernelObject, Operation } from '../kernel/operation.ts';
import type { OperationName } from '../trace/trace.ts';
import type { Touch } from './footprint.ts';
import type { ProcessRun } from './process-run.ts';
import type { ExecutionSettings } from './step.ts';
import type { Trail } from './trail.ts';

/** Reads in a row from which on a loop counts as one that goes on for ever. */
const longSpin = 100;
/** How many operations the body of such a loop may have. */
const longestTurn = 8;

/** None yet. */
export const noReads: readonly VainRead[] = [];

/** A read that found what the process could not go on with. */
export interface VainRead {
  readonly kind: OperationName;
  readonly object: number;
  readonly value: unknown;
  readonly site: string | undefined;
  readonly touches: readonly Touch[];
  /** Its step, by index. */
  readonly index: number;
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
  note(process: ProcessRun, operation: Operation, value: unknown, touches: readonly Touch[], index: number): void {
    const { kind, object } = operation;
    if (!isVain(kind, object, value, touches)) {
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
    const own = touches.filter((touch) => touch.object === object.id);
    const read = { kind, object: object.id, value, site: process.site, touches: own, index };
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
    if (next === undefined || next.kind !== operation.kind || next.object !== operation.object.id || next.site !== site)
      return undefined;
    const watched = reads.slice(-turn);
    return this.#settings.loops.has(keyOf(process, watched)) ? { watched } : undefined;
  }

  /** For each of the latest reads that a loop of `process` may watch, whether what it read has changed since. */
  changes(process: ProcessRun): readonly boolean[] {
    if (this.#settings.loops.size === 0) return [];
    return process.reads.slice(-longestTurn).map((read) => firstChange({ watched: [read] }, this.#trail) !== undefined);
  }

  /** Whether nothing changed of what the spin watches. */
  isHeld(spin: Spin): boolean {
    return this.firstChangeOf(spin) === undefined;
  }

  /** The first step, by index, that changed what the spin watches since it was read. */
  firstChangeOf(spin: Spin): number | undefined {
    return firstChange(spin, this.#trail);
  }
}

/** The first step of the path, by index, that changed what `spin` watches since it was read. */
export function firstChange({ watched }: Spin, trail: Trail): number | undefined {
  let first: number | undefined;
  for (const { touches, index } of watched) {
    for (const { object, place } of touches) {
      for (const { index: at, use, missed } of trail.uses(object, place)) {
        if (missed || at <= index || use === 'read' || use === 'guard') continue;
        if (first === undefined || at < first) first = at;
      }
    }
  }
  return first;
}

/** The process did something else than read in vain. */
export function calm(process: ProcessRun): void {
  if (process.vainReads === 0) return;
  process.vainReads = 0;
  process.reads = noReads;
}

function isVain(kind: OperationName, object: KernelObject, value: unknown, touches: readonly Touch[]): boolean {
  switch (kind) {
    case 'read':
    case 'load':
    case 'plain.read':
      break;
    case 'length':
      // A timer's firing may fill the channel in the step that looks.
      if ((object as ChannelCore).source !== undefined) return false;
      break;
    case 'compareAndSwap':
    case 'tryLock':
    case 'tryRLock':
      if (value !== false) return false;
      break;
    default:
      return false;
  }
  return touches.every((touch) => touch.object !== object.id || touch.use === 'read');
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
    if (one.kind !== before.kind || one.object !== before.object || one.site !== before.site) return false;
    if (!Object.is(one.value, before.value)) return false;
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
