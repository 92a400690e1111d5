/** One search of a program to its end, and all that was seen. */

import type { TimedAccess } from '../../src/causality/race-detector.ts';
import { naiveRaces, RaceDetector } from '../../src/causality/race-detector.ts';
import { CachedSearch } from '../../src/explore/cached-search.ts';
import type { Execution } from '../../src/explore/execution.ts';
import type { Explorer } from '../../src/explore/explorer.ts';
import type { Observer, Reduction } from '../../src/explore/search.ts';
import { Search, SearchWorld } from '../../src/explore/search.ts';
import type { Step } from '../../src/explore/step.ts';
import type { Pending } from '../../src/explore/transition.ts';
import { install } from '../../src/kernel/driver.ts';
import type { Model } from '../../src/trace/model.ts';
import { asynchronous } from '../../src/trace/model.ts';
import type { Logs } from './interpret.ts';
import { interpret } from './interpret.ts';
import { inMacrotask, withOwnedWorld } from './owned-world.ts';
import type { Program } from './program.ts';

export interface Exploration {
  /** Executions up to the order of steps that do not conflict. */
  readonly traces: ReadonlySet<string>;
  /** How executions end, with all logs, each once. */
  readonly outcomes: ReadonlySet<string>;
  /** How executions end, with what main returned and who waits for what, each once. */
  readonly ends: ReadonlySet<string>;
  readonly races: ReadonlySet<string>;
  /** By how executions end, the sets of races of those that end so, each as one text. */
  readonly racesByOutcome: ReadonlyMap<string, ReadonlySet<string>>;
  readonly executions: number;
  readonly redundant: number;
  /** Executions in which the fast race detector and the one that compares all pairs disagree. */
  readonly detectorDisagreements: readonly string[];
}

interface NamedAccess extends TimedAccess {
  readonly step: number;
  readonly name: string;
}

const maxSteps = 300;

class Recorder {
  readonly traces = new Set<string>();
  readonly outcomes = new Set<string>();
  readonly ends = new Set<string>();
  readonly races = new Set<string>();
  readonly racesByOutcome = new Map<string, Set<string>>();
  readonly detectorDisagreements: string[] = [];
  executions = 0;
  redundant = 0;

  restart(): void {
    this.traces.clear();
    this.outcomes.clear();
    this.ends.clear();
    this.races.clear();
    this.racesByOutcome.clear();
    this.executions = 0;
    this.redundant = 0;
  }

  end(execution: Execution, logs: Logs): void {
    this.executions++;
    const outcome = outcomeOf(execution, logs);
    this.outcomes.add(outcome);
    this.ends.add(outcomeOf(execution, new Map()));
    this.traces.add(traceText(execution.steps));
    const races = this.race(execution.steps);
    this.racesByOutcome.set(outcome, (this.racesByOutcome.get(outcome) ?? new Set()).add(races));
  }

  /** Takes in the races of an execution, and returns them as one text. */
  race(steps: readonly Step[]): string {
    const accesses = steps.flatMap(accessesOf);
    const detector = new RaceDetector<NamedAccess>();
    const fast = accesses.flatMap((access) => detector.add(access).map((earlier) => pairText(earlier, access)));
    const slow = naiveRaces(accesses).map(([a, b]) => pairText(a, b));
    const [fastText, slowText] = [fast, slow].map((pairs) => pairs.sort().join('\n'));
    if (fastText !== slowText) this.detectorDisagreements.push(`fast:\n${fastText}\nall pairs:\n${slowText}`);
    for (const pair of slow) this.races.add(pair);
    return [...new Set(slow)].sort().join('\n');
  }
}

/** The steps with those that each comes after, the same for every order of steps that do not conflict. */
function traceText(steps: readonly Step[]): string {
  const names = steps.map(({ transition: { identity, alternative, partner, partnerAlternative } }) =>
    [identity, alternative, partner, partnerAlternative].join(','),
  );
  const lines = steps.map(({ time }, index) => {
    const before = steps.flatMap((other, at) =>
      at < index && (time.trace[other.time.chain] ?? 0) >= other.time.position ? [names[at]] : [],
    );
    return `${names[index]} after ${before.sort().join(' ')}`;
  });
  return lines.sort().join('\n');
}

function pairText(a: NamedAccess, b: NamedAccess): string {
  return [a.name, b.name].sort().join(' | ');
}

function accessesOf(step: Step, index: number): NamedAccess[] {
  return step.accesses.map((access) => ({
    object: access.object.id,
    changes: access.changes,
    atomic: access.atomic,
    chain: step.time.chain,
    position: step.time.position,
    time: access.time,
    step: index,
    name: `${access.pending.process.name} ${access.pending.operation.kind} ${access.object.name}`,
  }));
}

export function outcomeOf(execution: Execution, logs: Logs): string {
  const { panic, mainResult } = execution;
  if (panic !== undefined) return `${panic.process.name} panics: ${String(panic.error)}`;
  const lines = [...logs].map(([path, log]) => `${path}: ${JSON.stringify(log)}`);
  for (const pending of execution.pending) if (isStuck(pending)) lines.push(waitText(pending));
  for (const { core, isUp } of execution.network.nodes) if (!isUp) lines.push(`${core.label} has crashed`);
  lines.sort();
  if (mainResult === undefined) return ['deadlocked', ...lines].join('\n');
  return [`returned ${JSON.stringify(mainResult.value)}`, ...lines].join('\n');
}

/** Whether an operation that is left over keeps somebody waiting. */
function isStuck({ operation }: Pending): boolean {
  return !['fire', 'crash', 'partition', 'heal'].includes(operation.kind);
}

function waitText({ process, operation }: Pending): string {
  return `${process.name} waits in ${operation.kind} ${operation.object.name ?? ''}`;
}

/** A program in which searches give the same names to the same steps. */
export class OracleWorld {
  /** What the strands of the execution in hand have seen. */
  logs: Logs = new Map();
  readonly search: SearchWorld;

  /** `instantiate`: makes the program anew, which is to log what it sees. */
  constructor(program: Program | ((logs: Logs) => () => unknown)) {
    this.search = new SearchWorld('main', () => {
      this.logs = new Map();
      return typeof program === 'function' ? program(this.logs) : interpret(program, this.logs);
    });
  }
}

export interface SearchLimits {
  readonly reduction: Reduction;
  /** Gives up beyond so many executions. */
  readonly executions: number;
  /** Whether first steps of processes are steps of the search, also where that makes no difference. */
  readonly everyStart?: boolean;
  readonly model?: Model;
}

/** Explores; undefined when it takes more than the executions allowed. Not to be called from a microtask. */
function exploreNow(
  world: OracleWorld,
  { reduction, executions, everyStart = false, model = asynchronous() }: SearchLimits,
): Exploration | undefined {
  const recorder = new Recorder();
  const settings = { reduction, maxSteps, seed: 1, ticks: 2, model, everythingEntangled: false, everyStart };
  const observer: Observer = {
    begin: (execution) => void install(execution.calls),
    step: () => {},
    restart: () => recorder.restart(),
    end: (execution, how) => {
      if (how === 'redundant') recorder.redundant++;
      else if (how === 'complete') recorder.end(execution, world.logs);
      else if (how === 'merged') recorder.race(execution.steps.slice(0, search.names().length));
      else if (execution.steps.length >= maxSteps) throw new Error(`an execution of more than ${maxSteps} steps`);
    },
  };
  // Every state is looked up, so that no other path makes up for one that was taken for another.
  const search: Explorer =
    reduction === 'cached'
      ? new CachedSearch(world.search, settings, observer, 1)
      : new Search(world.search, settings, observer);
  return withOwnedWorld(search, () => {
    for (const _ of search.run()) {
      if (recorder.executions + recorder.redundant > executions) return undefined;
    }
    if (search instanceof CachedSearch && search.broken !== undefined)
      throw new Error('a process did not keep its word');
    return recorder;
  });
}

/** Explores in a macrotask of its own. */
export function explore(world: OracleWorld, limits: SearchLimits): Promise<Exploration | undefined> {
  return inMacrotask(() => exploreNow(world, limits));
}
