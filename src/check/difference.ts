/** Two executions of one program: where they part, and which single reversal turns the outcome of the one into another. */

import { hasReturned, settledValue } from '../explore/ending.ts';
import type { Execution } from '../explore/execution.ts';
import { obligations } from '../explore/network.ts';
import { NotRepeatable } from '../explore/not-repeatable.ts';
import type { Reversal, Walked } from '../explore/reversal-walk.ts';
import { agree, areEquivalent, commonSteps, ReversalWalk, walkedOf } from '../explore/reversal-walk.ts';
import { Search } from '../explore/search.ts';
import { hasTimes } from '../explore/timed/has-times.ts';
import type { Transition, TransitionName } from '../explore/transition.ts';
import { nameOf, sameTransition } from '../explore/transition.ts';
import type { Difference, DifferenceSide, DifferenceStep, ReversalMade } from '../report/difference.ts';
import type { Ending } from '../report/reversal-text.ts';
import { endingText, reversalSentence, stepText } from '../report/reversal-text.ts';
import { isTimed } from '../trace/model.ts';
import { ScheduleError } from '../trace/schedule.ts';
import { show, tag } from '../trace/value.ts';
import { Collector } from './collector.ts';
import type { ProgramSource } from './options.ts';
import type { Replayed } from './replaying.ts';
import { Replayer } from './replaying.ts';
import { Session } from './session.ts';
import { inStretches } from './stretches.ts';

/** How many steps are performed on the way from the one execution to the other. */
const mostSteps = 300_000;

/** A reversal on the way from the one execution to the other. */
interface Found {
  readonly reversal: Reversal;
  /** How many came before it. */
  readonly others: number;
  /** The execution that goes on from there as the second does; undefined when it cannot, or does anyway. */
  readonly on: Walked | undefined;
}

/** @throws ScheduleError where a schedule cannot be read or does not fit the program. */
export async function differenceOf(source: ProgramSource, first: string, second: string): Promise<Difference> {
  const plain = await Comparison.of(source, first, second, false);
  if (plain.isToldApart) return plain.difference();
  // What the operations do not tell apart, plain state that processes share does: then every step conflicts.
  return (await Comparison.of(source, first, second, true)).difference();
}

/** One of the two, run in the world that both are run in. */
interface Side {
  readonly walked: Walked;
  readonly outcome: string;
}

class Comparison {
  readonly #source: ProgramSource;
  readonly #search: Search;
  readonly #collector: Collector;
  readonly #replayer: Replayer;
  readonly a: Side;
  readonly b: Side;
  #found: Found | undefined = undefined;

  private constructor(source: ProgramSource, search: Search, collector: Collector, a: Walked, b: Walked) {
    this.#source = source;
    this.#search = search;
    this.#collector = collector;
    this.#replayer = new Replayer(search, source.name, source.mapSite);
    this.a = { walked: a, outcome: collector.keyOf(a.execution) };
    this.b = { walked: b, outcome: collector.keyOf(b.execution) };
  }

  static async of(source: ProgramSource, first: string, second: string, entangled: boolean): Promise<Comparison> {
    const session = new Session(source, {});
    const collector = new Collector(() => [], false);
    const settings = session.settings({
      everythingEntangled: entangled,
      everyStart: entangled || isTimed(session.model),
    });
    const search = new Search(session.world, settings, collector);
    const replayer = new Replayer(search, source.name, source.mapSite);
    const executions: Execution[] = [];
    for (const [name, schedule] of [
      ['first', first],
      ['second', second],
    ] as const) {
      executions.push(
        (await replayer.schedule(schedule, Infinity).catch((error: unknown) => refused(name, error))).execution,
      );
    }
    const walked = await together(search, executions);
    const comparison = new Comparison(source, search, collector, walked[0] as Walked, walked[1] as Walked);
    await comparison.#find();
    return comparison;
  }

  /** Whether what their operations did is all that the two differ in. */
  get isToldApart(): boolean {
    if (!agree(this.a.walked, this.b.walked)) return false;
    return this.a.outcome === this.b.outcome || (this.#found !== undefined && this.#changes(this.#found.reversal));
  }

  get areEquivalent(): boolean {
    return areEquivalent(this.a.walked, this.b.walked);
  }

  async difference(): Promise<Difference> {
    const { a, b } = this;
    const found = this.#found;
    const [x, y] = [await this.#replay(a.walked), await this.#replay(b.walked)];
    const first = partingStep(a.walked, b.walked, x);
    const second = partingStep(b.walked, a.walked, y);
    const reversal = found === undefined ? undefined : await this.#made(found);
    return {
      version: 1,
      program: this.#source.name,
      first: sideOf(x),
      second: sideOf(y),
      equivalent: this.areEquivalent,
      common: commonSteps(a.walked, b.walked).size + 1,
      parting: { ...(first === undefined ? {} : { first }), ...(second === undefined ? {} : { second }) },
      ...(reversal === undefined ? {} : { reversal }),
      summary: this.#summary(endingText(endingOf(x)), reversal, found),
    };
  }

  #summary(end: string, reversal: ReversalMade | undefined, found: Found | undefined): string {
    const isAlike = this.a.outcome === this.b.outcome;
    const both = isAlike ? [`Both end alike: ${end}.`] : [];
    if (this.areEquivalent)
      both.push('They differ only in the order of steps that do not conflict: they are equivalent.');
    else both.push(reversal?.sentence ?? 'No single reversal was found between the two.');
    const outcome =
      found === undefined ? this.b.outcome : this.#collector.keyOf((found.on ?? found.reversal.to).execution);
    if (outcome !== this.b.outcome) both.push('It takes further ones to end as the second does.');
    return both.join(' ');
  }

  /** Walks from the first to the second up to the reversal that changes the outcome; that failing, the first of all. */
  async #find(): Promise<void> {
    const { a, b } = this;
    const walk = new ReversalWalk(this.#search);
    const steps = function* (this: Comparison): Generator<void, void, void> {
      let at = a.walked;
      let wasBetween = false;
      for (let others = 0; walk.performed < mostSteps; others++) {
        const reversal = walk.next(at, b.walked);
        if (reversal === undefined) return;
        const outcome = this.#collector.keyOf(reversal.to.execution);
        const isBetween = !this.#isOfModel(reversal.to);
        // What came of an order that there are no times for says nothing, nor does what differs from that.
        if (!isBetween && wasBetween && outcome !== a.outcome) return;
        wasBetween = isBetween;
        if (isBetween) {
          at = reversal.to;
          yield;
          continue;
        }
        const changes = outcome !== a.outcome;
        if (changes || this.#found === undefined) {
          const on = changes && outcome !== b.outcome ? walk.onAs(reversal, b.walked) : undefined;
          this.#found = {
            reversal,
            others,
            on: on !== undefined && this.#isLikeSecond(on) ? on : undefined,
          };
        }
        if (changes) return;
        at = reversal.to;
        yield;
      }
    };
    if (!this.areEquivalent) await inStretches(this.#search, steps.call(this), () => true);
  }

  /** Whether an execution ends as the second does, and is one of the model. */
  #isLikeSecond(walked: Walked): boolean {
    return this.#collector.keyOf(walked.execution) === this.b.outcome && this.#isOfModel(walked);
  }

  /** Whether there are times for an execution, where those are bounded. */
  #isOfModel({ steps }: Walked): boolean {
    const path = steps.map(({ transition }) => nameOf(transition));
    return hasTimes(this.#search, path);
  }

  #changes({ from, to }: Reversal): boolean {
    return this.#collector.keyOf(from.execution) !== this.#collector.keyOf(to.execution);
  }

  async #made({ reversal, others, on }: Found): Promise<ReversalMade> {
    const from = await this.#replay(reversal.from);
    const to = await this.#replay(reversal.to);
    const { isChoice, earlier, later, beginning } = reversal;
    const texts = {
      earlier: earlier === undefined ? undefined : stepText(from.trace, earlier + 1),
      later: later === undefined ? undefined : stepText(from.trace, later + 1),
      // Main's start comes before the steps of a path.
      moved: stepText(to.trace, beginning.length),
    };
    const unordered = isUnordered(reversal);
    return {
      kind: isChoice ? 'choice' : 'order',
      ...(texts.earlier === undefined ? {} : { before: texts.earlier }),
      after: (isChoice ? undefined : texts.later) ?? texts.moved,
      unordered,
      from: sideOf(from),
      to: sideOf(to),
      sentence: reversalSentence({
        ...texts,
        isChoice,
        unordered,
        others,
        from: endingOf(from),
        to: endingOf(to),
        on: on === undefined ? undefined : endingOf(await this.#replay(on)),
        changes: this.#changes(reversal),
      }),
    };
  }

  async #replay({ steps }: Walked): Promise<Replayed> {
    const replayed = await this.#replayer.along(
      steps.map(({ transition }) => transition),
      false,
    );
    if (replayed instanceof NotRepeatable)
      throw new ScheduleError('the program did not do the same when it was run again');
    return replayed;
  }
}

function refused(name: string, error: unknown): never {
  if (error instanceof ScheduleError) throw new ScheduleError(`the ${name}: ${error.message}`, error.step);
  throw error;
}

/** How often both are run again because one showed what makes steps conflict. */
const mostRounds = 20;

/**
 * Both executions again, with the same first steps of processes as steps of their own and the same known of what conflicts;
 * and to their ends, where a schedule stops before.
 */
async function together(search: Search, executions: readonly Execution[]): Promise<readonly Walked[]> {
  const { learnt } = search.world;
  const paths = executions.map((execution) => ({
    names: execution.steps.map(({ transition }) => transition as TransitionName),
    started: startsIn(execution),
  }));
  search.world.explicitIndices = new Set();
  for (const { started } of paths) for (const process of started) learnt.explicitStarts.add(process);
  let walked: readonly Walked[] = [];
  for (let round = 0, isNew = true; isNew && round < mostRounds; round++) {
    const runs: Execution[] = [];
    const work = function* (): Generator<void, void, void> {
      for (const { names, started } of paths) {
        runs.push(search.follow(false, aligned(names, started, search.settings.maxSteps)));
        yield;
      }
    };
    await inStretches(search, work(), () => true);
    isNew = false;
    for (const execution of runs) if (search.learn(execution)) isNew = true;
    if (runs.length < paths.length) throw new ScheduleError('a step of the program does not end');
    walked = runs.map(walkedOf);
  }
  return walked;
}

/** Processes, by identity, whose start is or would be a step. */
function startsIn({ steps, pending }: Execution): ReadonlySet<number> {
  const started = steps.filter(({ kind }) => kind === 'start').map(({ transition }) => transition.pending);
  const unstarted = [...pending].filter(({ operation }) => operation.kind === 'start');
  return new Set([...started, ...unstarted].map(({ process }) => process.identity.id));
}

/** Chooses along `names`; starts that were no steps there come at once, and where the names end the same process goes on. */
function aligned(
  names: readonly TransitionName[],
  started: ReadonlySet<number>,
  most: number,
): (all: readonly Transition[], at: number) => Transition | undefined {
  let next = 0;
  let last = 0;
  return (all, at) => {
    if (at >= most) return undefined;
    const start = all.find(
      ({ pending: { operation, process } }) => operation.kind === 'start' && !started.has(process.identity.id),
    );
    const name = names[next];
    if (start === undefined) next++;
    // What need not happen does not.
    const due = name === undefined ? obligations(all) : all;
    const chosen =
      start ??
      (name === undefined
        ? due.find(({ pending }) => pending.process.index === last)
        : due.find((one) => sameTransition(one, name)));
    if (chosen !== undefined && start === undefined) last = chosen.pending.process.index;
    return chosen ?? (name === undefined ? due[0] : undefined);
  };
}

function sideOf({ schedule, ...replayed }: Replayed): DifferenceSide {
  return { schedule, outcome: endingText(endingOf({ schedule, ...replayed })) };
}

function endingOf({ execution }: Replayed): Ending {
  const { panic } = execution;
  if (panic !== undefined) return { kind: 'panicked', process: panic.process.name, value: show(tag(panic.error)) };
  if (hasReturned(execution)) {
    const value = settledValue(execution);
    const process = execution.network.nodes.length === 0 ? {} : { process: 'the program' };
    return { kind: 'returned', ...process, value: value === undefined ? '' : show(value) };
  }
  return { kind: obligations(execution.transitions()).length === 0 ? 'deadlocked' : 'unfinished' };
}

/** The first step of an execution that the other does not have. */
function partingStep(of: Walked, other: Walked, { trace }: Replayed): DifferenceStep | undefined {
  const numbers = new Set(other.numbers);
  const index = of.numbers.findIndex((number) => !numbers.has(number));
  // Main's start is the first step, and no step of a path.
  return index === -1 ? undefined : { step: index + 2, text: stepText(trace, index + 1) };
}

/** Whether happens-before leaves the two steps of a reversal unordered. */
function isUnordered({ from, earlier, later }: Reversal): boolean {
  const [a, b] = [from.steps[earlier ?? -1], from.steps[later ?? -1]];
  return a !== undefined && b !== undefined && a !== b && (b.time.sync[a.time.chain] ?? 0) < a.time.position;
}
