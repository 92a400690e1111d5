/** Takes down what the search comes across: outcomes, races, and processes that are stuck, each with a path to it. */

import type { TimedAccess } from '../causality/race-detector.ts';
import { RaceDetector } from '../causality/race-detector.ts';
import { hasReturned, settledValue, stuckIn } from '../explore/ending.ts';
import type { Execution } from '../explore/execution.ts';
import { waitOf } from '../explore/explain.ts';
import { Fingerprinter } from '../explore/fingerprint.ts';
import { countInterleavings } from '../explore/interleavings.ts';
import type { FaultName } from '../explore/network.ts';
import type { ProcessRun } from '../explore/process-run.ts';
import type { End, Observer } from '../explore/search.ts';
import type { Spin, VainRead } from '../explore/spin.ts';
import type { Step } from '../explore/step.ts';
import type { Pending, TransitionName } from '../explore/transition.ts';
import { install } from '../kernel/driver.ts';
import type { OutcomeKind } from '../report/report.ts';
import type { TaggedValue } from '../trace/value.ts';
import { canonical, show, tag } from '../trace/value.ts';
import { foundKey, isSmaller, raceKey } from './found-key.ts';
import { clocksOf, endsForWantOfTicks, waitsForTick } from './want-of-ticks.ts';

export type Path = readonly TransitionName[];

export interface FoundOutcome {
  readonly kind: OutcomeKind;
  readonly value: TaggedValue | undefined;
  /** The error of a panic as text, for expectations with patterns. */
  readonly thrown: string | undefined;
  executions: number;
  path: Path;
  /** It came of steps that took turns, which no path can say. */
  readonly isUnscheduled?: boolean;
}

interface Base {
  /** The shortest execution seen that shows it. */
  path: Path;
}

/** An access by its step and operation in the execution it was found in. */
export interface RacingAccess {
  readonly step: number;
  readonly identity: number;
  readonly kind: string;
}

export interface FoundRace extends Base {
  readonly kind: 'race';
  /** The steps that race, by index, and which operation of each. */
  readonly first: RacingAccess;
  readonly second: RacingAccess;
  /** The identity of the object. */
  readonly object: number;
}

export interface FoundStuck extends Base {
  readonly kind: 'deadlock' | 'leak';
  /** By number in its execution. */
  readonly process: number;
  /** Whether somebody awaits a promise that is none of ours, so that the world outside may be what is missing. */
  readonly foreign: boolean;
  readonly waits: readonly Wait[];
}

/** What a process is stuck in, in words, and the identity of the object. */
interface Wait {
  readonly text: string;
  readonly object: number | undefined;
}

export interface FoundLivelock extends Base {
  readonly kind: 'livelock';
  /** By number in its execution. */
  readonly process: number;
  /** How many steps it repeats. */
  readonly turn: number;
  readonly waits: readonly Wait[];
}

export interface FoundPanic extends Base {
  readonly kind: 'panic';
  readonly process: string;
  readonly error: string;
  /** The key of the outcome that it is. */
  readonly outcome: string;
}

export interface FoundLoss extends Base {
  readonly kind: 'lost value';
  readonly process: string;
  readonly value: string;
  readonly identity: number;
}

export interface FoundOutside extends Base {
  readonly kind: 'outside';
  readonly what: string;
}

export interface FoundViolation extends Base {
  readonly kind: 'violation';
  /** Its number among the properties of the check, and how reports call it. */
  readonly property: number;
  readonly title: string;
  readonly message: string;
  /** How much there is to see of it. */
  readonly weight: number;
}

export type Found = FoundRace | FoundStuck | FoundLivelock | FoundPanic | FoundLoss | FoundOutside | FoundViolation;

/** Says what properties find wrong in an execution. */
export interface Judges {
  violations(execution: Execution, how: End): readonly FoundViolation[];
  /** The same of one whose last `length` steps go on for ever. */
  endless(execution: Execution, length: number): readonly FoundViolation[];
}

interface CollectedAccess extends TimedAccess {
  readonly step: number;
  readonly pending: Pending;
}

/** More different races than a reader, or memory, can take. */
const maxRaces = 5000;
/** How many interleavings the audit reruns whole. */
export const maxRerun = 10_000;
/** How many executions are kept for it to repeat in other orders. */
export const maxSamples = 50;
/** Executions with loops that are run again with more turns. */
export const maxSpun = 30;
/** How many more of those that were cut where somebody would go round. */
const maxCutRound = 10;
/** Fingerprints kept for the audit of plain state. */
const maxFingerprints = 100_000;

export class Collector implements Observer {
  readonly outcomes: Map<string, FoundOutcome> = new Map<string, FoundOutcome>();
  readonly found: Map<string, Found> = new Map<string, Found>();
  executions = 0;
  /** How many of them were there before this run. */
  executionsBefore = 0;
  /** Whether the search began again, so that what went before is void. */
  hasRestarted = false;
  redundant = 0;
  /** Executions cut by the budget of steps. */
  cut = 0;
  /** What was read from outside the model, and a path to it. */
  readonly surprises: Map<string, Path> = new Map<string, Path>();
  tickersExhausted = false;
  /** Executions in which somebody was left waiting because the budget of ticks was spent. */
  cutByTicks = 0;
  /** What each trace looked like to the program; undefined once there were too many. */
  fingerprints: Map<string, string> | undefined;
  /** How many executions were longer than all before. */
  growths = 0;
  /** Whether a process declared at a checkpoint what it depends on. */
  declares = false;
  /** Whether there are nodes; and what could have befallen them. */
  hasNodes = false;
  readonly offered: Set<FaultName> = new Set<FaultName>();
  /** How many interleavings the executions stand for; counted no further than to `maxRerun`. */
  interleavings = 0;
  /** A few executions, for the audit to repeat in other orders. */
  readonly samples: Path[] = [];
  /** A few executions in which somebody went round a loop for a while. */
  readonly spun: Path[] = [];
  /** Looks at the same as it does. */
  watch: Observer | undefined = undefined;
  readonly #names: () => TransitionName[];
  readonly #judges: Judges | undefined;
  readonly #races = new RaceDetector<CollectedAccess>();
  #fingerprinter = new Fingerprinter();
  #longest = 0;
  #cutRounds = 0;

  constructor(names: () => TransitionName[], audited: boolean, judges?: Judges) {
    this.#names = names;
    this.#judges = judges;
    this.fingerprints = audited ? new Map() : undefined;
  }

  get findings(): number {
    return this.found.size;
  }

  /** Whether the program waits for something outside the model: more executions would only do so again. */
  get leftTheModel(): boolean {
    for (const { kind } of this.found.values()) if (kind === 'outside') return true;
    return false;
  }

  /** Takes over what an earlier, shallower search found; its counts are superseded. */
  inherit(earlier: Collector): void {
    for (const [key, outcome] of earlier.outcomes) this.outcomes.set(key, { ...outcome, executions: 0 });
    for (const [key, found] of earlier.found) this.found.set(key, found);
    for (const [what, path] of earlier.surprises) this.surprises.set(what, path);
  }

  begin(execution: Execution, kept: number): void {
    install(execution.calls);
    this.#races.cut(kept);
    this.watch?.begin(execution, kept);
  }

  begun(execution: Execution): void {
    this.watch?.begun?.(execution);
  }

  restart(): void {
    this.hasRestarted = true;
    this.outcomes.clear();
    this.found.clear();
    this.surprises.clear();
    this.fingerprints?.clear();
    this.samples.length = 0;
    this.spun.length = 0;
    this.#cutRounds = 0;
    this.interleavings = 0;
    this.executions = 0;
    this.executionsBefore = 0;
    this.redundant = 0;
    this.cut = 0;
    this.cutByTicks = 0;
    this.growths = 0;
    this.#longest = 0;
    this.#races.cut(0);
    this.watch?.restart();
  }

  step(execution: Execution, step: Step, index: number): void {
    if (this.fingerprints !== undefined) this.#fingerprinter.add(index, step);
    if (step.kind === 'checkpoint') this.declares = true;
    this.watch?.step(execution, step, index);
    for (const access of step.accesses) {
      const timed: CollectedAccess = {
        object: access.object.id,
        changes: access.changes,
        atomic: access.atomic,
        chain: step.time.chain,
        position: step.time.position,
        time: access.time,
        step: index,
        pending: access.pending,
      };
      for (const earlier of this.#races.add(timed)) this.#race(earlier, timed, execution);
    }
  }

  round(execution: Execution, length: number): void {
    for (const violation of this.#judges?.endless(execution, length) ?? []) this.note(violation);
  }

  end(execution: Execution, how: End): void {
    if (how === 'redundant') {
      this.redundant++;
      this.#cutRound(execution);
      return;
    }
    this.#noteFaults(execution);
    for (const [what] of execution.surprises) if (!this.surprises.has(what)) this.surprises.set(what, this.#names());
    if (clocksOf(execution).some(({ exhausted }) => exhausted)) this.tickersExhausted = true;
    if (how === 'merged') return;
    const isShort = how === 'complete' && endsForWantOfTicks(execution);
    for (const violation of this.#judges?.violations(execution, isShort ? 'cut' : how) ?? []) this.note(violation);
    if (how === 'cut') this.cut++;
    if (isShort) this.cutByTicks++;
    if (how === 'cut' || isShort) return;
    this.executions++;
    this.watch?.end(execution, how);
    if (execution.steps.length > this.#longest) {
      this.#longest = execution.steps.length;
      this.growths++;
    }
    const key = this.#outcome(execution);
    this.#stuck(execution);
    this.#losses(execution);
    if (this.samples.length < maxSamples || this.executions % 97 === 0)
      this.samples[this.executions % maxSamples] = this.#names();
    if (this.spun.length < maxSpun && hasSpun(execution)) this.spun.push(this.#names());
    if (this.fingerprints === undefined) return;
    if (this.interleavings <= maxRerun) this.interleavings += countInterleavings(execution, maxRerun);
    if (this.fingerprints.size >= maxFingerprints) this.fingerprints = undefined;
    else {
      const { structure, content } = this.#fingerprinter.finish(key);
      this.fingerprints.set(structure, content);
    }
  }

  #noteFaults({ network }: Execution): void {
    if (network.nodes.length > 0) this.hasNodes = true;
    for (const fault of network.offered) this.offered.add(fault);
  }

  #race(first: CollectedAccess, second: CollectedAccess, execution: Execution): void {
    const { identity: a, operation: x } = first.pending;
    const { identity: b, operation: y } = second.pending;
    const key = raceKey(first.object, a, x.kind, b, y.kind);
    if (this.found.has(key) || this.found.size >= maxRaces) return;
    const path = this.#names();
    this.found.set(key, {
      kind: 'race',
      first: { step: placeOn(path, execution, first.step), identity: a, kind: x.kind },
      second: { step: placeOn(path, execution, second.step), identity: b, kind: y.kind },
      object: first.object,
      path,
    });
  }

  /** Takes in what was found, unless it was, on a path that is no longer. */
  note(found: Found): void {
    const key = foundKey(found);
    const known = this.found.get(key);
    if (known === undefined || isSmaller(found, known)) this.found.set(key, found);
  }

  /** What tells the outcome of an execution from others. */
  keyOf(execution: Execution): string {
    const value = settledValue(execution);
    return `${kindOf(execution)} ${value === undefined ? '' : canonical(value)}`;
  }

  #outcome(execution: Execution): string {
    const { panic } = execution;
    const kind = kindOf(execution);
    const value = settledValue(execution);
    const key = this.keyOf(execution);
    const known = this.outcomes.get(key);
    if (known === undefined) {
      const thrown = panic === undefined ? undefined : thrownText(panic.error);
      this.outcomes.set(key, { kind, value, thrown, executions: 1, path: this.#names() });
    } else {
      known.executions++;
      if (execution.steps.length < known.path.length) known.path = this.#names();
    }
    if (panic !== undefined) {
      const error = show(tag(panic.error));
      this.note({ kind: 'panic', process: panic.process.name, error, outcome: key, path: this.#names() });
    }
    return key;
  }

  #stuck(execution: Execution): void {
    if (execution.outside !== undefined) {
      this.note({ kind: 'outside', what: execution.outside.what, path: this.#names() });
      return;
    }
    if (execution.panic !== undefined) return;
    this.#spinning(execution);
    const stuck = stuckIn(execution);
    const waits = stuck.map((process) => waitIn(process, execution));
    const foreign = stuck.some((process) => waitOf(process, execution) === undefined);
    if (!hasReturned(execution)) {
      waits.sort((a, b) => (a.text < b.text ? -1 : 1));
      this.note({ kind: 'deadlock', process: 0, foreign, waits, path: this.#names() });
      return;
    }
    for (const [at, process] of stuck.entries()) {
      if (process.core.background || waitsForTick(process, execution) || spinOf(process, execution) !== undefined)
        continue;
      this.note({
        kind: 'leak',
        process: process.index,
        foreign,
        waits: waits.slice(at, at + 1),
        path: this.#names(),
      });
    }
  }

  /** What was cut where only a loop could go on is in no other sample: in those somebody was met before the loop was seen to be one. */
  #cutRound(execution: Execution): void {
    if (this.#cutRounds >= maxCutRound || !execution.processes.some((one) => spinOf(one, execution) !== undefined))
      return;
    if (!execution.onlyGoesRound(execution.transitions())) return;
    this.#cutRounds++;
    this.spun.push(this.#names());
  }

  /** A process that goes round and round, and nobody is left to change what it waits for. */
  #spinning(execution: Execution): void {
    for (const process of execution.processes) {
      const spin = spinOf(process, execution);
      if (spin === undefined || process.core.background) continue;
      const waits = [waitIn(process, execution)];
      const turn = spin.watched.length;
      this.note({ kind: 'livelock', process: process.index, turn, waits, path: this.#names() });
    }
  }

  #losses(execution: Execution): void {
    const { tracker } = execution;
    // The latest first: a race may have been an input of a later one.
    for (const { result, inputs, failed } of execution.racing.races.slice().reverse()) {
      tracker.creditWinner(
        result,
        inputs.filter((input) => !failed.has(input)),
      );
    }
    for (const { pending, promise, value } of execution.received) {
      if (tracker.isUsed(promise)) continue;
      this.note({
        kind: 'lost value',
        process: pending.process.name,
        value: show(tag(value)),
        identity: pending.identity,
        path: this.#names(),
      });
    }
  }
}

/** How an execution that goes on no more ended. */
export function kindOf(execution: Execution): OutcomeKind {
  const { panic, processes } = execution;
  if (panic !== undefined) return 'panicked';
  if (hasReturned(execution)) return 'returned';
  return processes.some((process) => spinOf(process, execution) !== undefined) ? 'blocked' : 'deadlocked';
}

/** What a process that only goes round a loop waits for. */
export function spinOf(process: ProcessRun, execution: Execution): Spin | undefined {
  const spin = process.core.state === 'running' ? waitOf(process, execution)?.spin : undefined;
  return spin !== undefined && execution.spins.isHeld(spin) ? spin : undefined;
}

/** Where the step at `index` is on `path`, which may have its steps in another order; a path that is not kept is empty. */
function placeOn(path: Path, { steps }: Execution, index: number): number {
  const wanted = steps[index]?.transition;
  const at = path.findIndex((name) => name.identity === wanted?.identity && name.alternative === wanted.alternative);
  return at < 0 ? index : at;
}

/** That a process was held in its loop, until before the step at `until`. */
export interface Hold {
  readonly process: number;
  readonly until: number;
  /** The turn of the loop before. */
  readonly watched: readonly VainRead[];
}

/** Where processes, by identity, were held in their loops until they went on. */
export function holdsIn({ steps, spins }: Execution): Hold[] {
  const holds: Hold[] = [];
  for (const [at, { transition }] of steps.entries()) {
    for (const { spin, process } of [transition.pending, transition.sender ?? transition.pending]) {
      const until = spin === undefined ? undefined : spins.heldBefore(spin, at);
      if (spin !== undefined && until !== undefined)
        holds.push({ process: process.identity.id, until, watched: spin.watched });
    }
  }
  return holds;
}

/** Whether somebody was held in a loop. */
function hasSpun(execution: Execution): boolean {
  return (
    holdsIn(execution).length > 0 || execution.processes.some((process) => spinOf(process, execution) !== undefined)
  );
}

/** What tells one stuck process from another. */
function waitIn(process: ProcessRun, execution: Execution): Wait {
  const pending = waitOf(process, execution);
  if (pending === undefined) return { text: `${process.name} await`, object: undefined };
  const { kind, object } = pending.operation;
  return { text: `${process.name} ${kind}`, object: object.id };
}

/** What was thrown as text; as reports show it when it will not be made one. */
function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return show(tag(thrown));
  }
}
