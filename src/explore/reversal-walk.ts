/**
 * From one execution to another by single reversals: of two conflicting steps that come one right after the other, or of
 * what an operation with a choice did. Every execution on the way is run, and goes as the one before it did wherever that
 * can still happen, so that each differs from the one before in that one thing and what comes of it.
 */
import type { Execution } from './execution.ts';
import type { Explorer } from './explorer.ts';
import { conflict } from './footprint.ts';
import { Guide } from './guided.ts';
import { processOf } from './linear-extension.ts';
import type { Step } from './step.ts';
import { TraceHash } from './trace-hash.ts';
import type { Transition, TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** An execution with the numbers of its events. */
export interface Walked {
  readonly execution: Execution;
  readonly steps: readonly Step[];
  readonly numbers: readonly number[];
}

export interface Reversal {
  readonly from: Walked;
  readonly to: Walked;
  /** By index in `from`: the step that comes later in `to`, or not at all; undefined when no single one is known. */
  readonly earlier: number | undefined;
  /** By index in `from`: the step that comes before it in `to`, or its operation otherwise; undefined when it did not happen. */
  readonly later: number | undefined;
  /** The beginning of `to` that ends with the step that was moved there. */
  readonly beginning: readonly TransitionName[];
  /** It is the operation's own choice what it does, and no other step's doing. */
  readonly isChoice: boolean;
}

export function walkedOf(execution: Execution): Walked {
  const hash = new TraceHash();
  const { steps } = execution;
  return { execution, steps, numbers: steps.map((step) => hash.add(step)) };
}

/** The steps of `of` that `other` has too, after the same past. An end in an error is left to those that come before it. */
export function commonSteps(of: Walked, other: Walked): ReadonlySet<number> {
  const numbers = new Set(other.numbers);
  const indices = of.steps.flatMap((step, index) =>
    numbers.has(of.numbers[index] as number) && !step.footprint.ends ? [index] : [],
  );
  return new Set(indices);
}

/** Whether the two are one Mazurkiewicz trace. */
export function areEquivalent(a: Walked, b: Walked): boolean {
  const numbers = new Set(b.numbers);
  return a.steps.length === b.steps.length && a.numbers.every((number) => numbers.has(number));
}

/** Whether the steps the two have in common did the same; where they did not, processes share more than operations. */
export function agree(a: Walked, b: Walked): boolean {
  const done = new Map(b.steps.map((step, index) => [b.numbers[index], doneIn(step)]));
  return a.steps.every((step, index) => {
    const other = done.get(a.numbers[index]);
    return other === undefined || other === doneIn(step);
  });
}

/** What a step did, as far as it can be told apart: the operations the program called then, and what it was told. */
function doneIn({ called, completed }: Step): string {
  const calls = called.map(({ identity, operation }) => `${identity} ${operation.kind} ${operation.object.id}`);
  // Objects are made anew in every execution.
  const results = completed.map(({ threw, value }) => `${threw} ${typeof value === 'object' ? '' : String(value)}`);
  return [...calls, ...results].join();
}

export class ReversalWalk {
  readonly #search: Explorer;
  /** Steps performed. */
  performed = 0;

  constructor(search: Explorer) {
    this.#search = search;
  }

  /** The next reversal on the way from `from` to `goal`; undefined when there is none. */
  next(from: Walked, goal: Walked): Reversal | undefined {
    const common = commonSteps(from, goal);
    const known = new Set(from.numbers);
    const index = goal.steps.findIndex((_, at) => !known.has(goal.numbers[at] as number));
    const wanted = goal.steps[index];
    const rest = from.steps.flatMap((_, at) => (common.has(at) ? [] : [at]));
    if (wanted === undefined) return earlierEnd(from, goal, rest);
    const { transition: name } = wanted;
    const mine = rest.find((at) => isOfSame(from, at, name));
    const before = mine === undefined ? [] : rest.filter((at) => at !== mine && comesBefore(from, at, mine));
    const isMoved = mine !== undefined && sameTransition(from.steps[mine]?.transition as TransitionName, name);
    // As few of the steps before it as can be come after it now.
    for (let kept = isMoved ? before.length - 1 : 0; kept >= 0; kept--) {
      const first = [...common, ...before.slice(0, kept)];
      const beginning = [...first.map((at) => nameAt(from, at)), name];
      const run = this.#run(beginning, from, mine === undefined ? undefined : nameAt(from, mine));
      if (run === undefined) continue;
      const later = before.slice(kept);
      const reversed = { from, to: run.walked, later: mine, beginning };
      if (run.couldBoth && !isMoved) return { ...reversed, earlier: mine, isChoice: true };
      return {
        ...reversed,
        earlier: this.#conflicting(from, mine === undefined ? rest : later, mine, wanted),
        isChoice: false,
      };
    }
    return this.#jump(from, goal, index, mine);
  }

  /** Along `goal` as far as the step that was wanted: it needs more than it comes after. */
  #jump(from: Walked, goal: Walked, index: number, mine: number | undefined): Reversal | undefined {
    const beginning = goal.steps.slice(0, index + 1).map(({ transition }) => transition);
    const run = this.#run(beginning, from, undefined);
    return run === undefined
      ? undefined
      : { from, to: run.walked, earlier: undefined, later: mine, beginning, isChoice: false };
  }

  /** The execution that begins as after the reversal, and goes on as `goal` does; undefined when it cannot. */
  onAs({ beginning }: Reversal, goal: Walked): Walked | undefined {
    return this.#run(beginning, goal, undefined)?.walked;
  }

  /** The first of the steps `among` that conflicts with the one that comes before it now. */
  #conflicting(from: Walked, among: readonly number[], mine: number | undefined, wanted: Step): number | undefined {
    const step = mine === undefined ? wanted : (from.steps[mine] as Step);
    const conflicting = among.find((at) => conflict((from.steps[at] as Step).footprint, step.footprint));
    return conflicting ?? among[among.length - 1];
  }

  /** Runs along `exact` and on as `from` did; also whether `other` could have come in place of the last step of `exact`. */
  #run(
    exact: readonly TransitionName[],
    from: Walked,
    other: TransitionName | undefined,
  ): { readonly walked: Walked; readonly couldBoth: boolean } | undefined {
    const leads = from.steps.map((step) => ({ name: step.transition, process: processOf(step) }));
    const guide = new Guide(
      exact,
      leads.filter(({ name }) => !exact.some((one) => sameTransition(one, name))),
    );
    let couldBoth = false;
    const most = from.steps.length * 2 + 1000;
    const execution = this.#search.follow(false, (all: readonly Transition[], at) => {
      if (at === exact.length - 1 && other !== undefined) couldBoth = all.some((one) => sameTransition(one, other));
      return at >= most ? undefined : guide.choose(all, at);
    });
    this.performed += execution.steps.length;
    return guide.parted === undefined && execution.steps.length >= exact.length
      ? { walked: walkedOf(execution), couldBoth }
      : undefined;
  }
}

/** Where `goal` has nothing that `from` has not: it ended in an error before what `from` did beside that. */
function earlierEnd(from: Walked, goal: Walked, rest: readonly number[]): Reversal | undefined {
  const later = from.steps.findIndex(({ footprint }) => footprint.ends);
  const [earlier] = rest;
  if (later === -1 || earlier === undefined || earlier === later) return undefined;
  const beginning = goal.steps.map(({ transition }) => transition);
  return { from, to: goal, earlier, later, beginning, isChoice: false };
}

function nameAt(of: Walked, index: number): TransitionName {
  return (of.steps[index] as Step).transition;
}

function isOfSame(of: Walked, index: number, name: TransitionName): boolean {
  const own = nameAt(of, index);
  return sameTransition(own, name) || shareOperation(own, name);
}

function comesBefore(of: Walked, earlier: number, later: number): boolean {
  const [a, b] = [of.steps[earlier] as Step, of.steps[later] as Step];
  return (b.time.trace[a.time.chain] ?? 0) >= a.time.position;
}
