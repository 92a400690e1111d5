/** Takes down the executions of a search as runs, which cuts can be made of. */
import { orderOf } from '../../causality/consistent-cuts.ts';
import type { VectorTime } from '../../causality/vector-time.ts';
import { recordOf } from '../../explore/ending.ts';
import type { Execution } from '../../explore/execution.ts';
import { isAdverse } from '../../explore/network.ts';
import type { ProcessRun } from '../../explore/process-run.ts';
import type { End, Observer } from '../../explore/search.ts';
import type { Step } from '../../explore/step.ts';
import type { Pending } from '../../explore/transition.ts';
import { nameOf } from '../../explore/transition.ts';
import { coresIn } from '../../explore/value-digest.ts';
import { Atomic } from '../../kernel/atomic.ts';
import { Cell } from '../../kernel/cell.ts';
import type { OperationName } from '../../trace/trace.ts';
import { canonical, tag } from '../../trace/value.ts';
import { kindOf } from '../collector.ts';
import { copyOf } from './copy.ts';
import { momentsIn } from './moments.ts';
import { livesIn, Post } from './passages.ts';
import type { Change, Ending, Holding, Lesson, Mark, Run, RunEvent, RunOutcome } from './run.ts';
import { StableNames } from './stable-names.ts';
import { visibleIn } from './state.ts';

/** What looks at every run of a search that goes to its end. */
export interface RunListener {
  run(run: Run): void;
  /** What was told so far is void: the search starts again knowing more. */
  restart(): void;
}

/** What a step tells as it happens. */
interface Page {
  readonly marks: Mark[];
  readonly holdings: Holding[];
  readonly lessons: Lesson[];
}

function emptyPage(): Page {
  return { marks: [], holdings: [], lessons: [] };
}

const nothing: Change = { marks: [], holdings: [], ended: [] };

export class RunRecorder implements Observer {
  readonly #listener: RunListener;
  readonly #keepsSteps: () => boolean;
  #beginning: Change = nothing;
  /** The events of the path; what an execution repeats is kept. */
  readonly #events: RunEvent[] = [];
  /** What the step in progress told before the program went on, which may change what it was told. */
  #page: Page = emptyPage();
  /** Processes that have ended, and by which event; −1 for the beginning. */
  readonly #ended = new Map<number, number>();
  readonly #post = new Post();
  readonly #cellNames = new StableNames();
  readonly #processNames = new StableNames();

  /** `keepsSteps`: whether events have the steps that they are; they take much memory. */
  constructor(listener: RunListener, keepsSteps: () => boolean) {
    this.#listener = listener;
    this.#keepsSteps = keepsSteps;
  }

  begin(execution: Execution, kept: number): void {
    this.#events.length = Math.min(this.#events.length, kept);
    this.#post.cut(kept);
    for (const [process, event] of this.#ended) if (event >= kept) this.#ended.delete(process);
    this.#page = emptyPage();
    execution.calls.watcher = {
      made: (object) => this.#noteMade(object, execution.moment),
      spawned: ignore,
      called: ignore,
      completing: (...completion) => this.#noteCompletion(execution.moment, ...completion),
      read: ({ index }, now) => this.#noteReading(execution.moment, index, now),
    };
  }

  begun(execution: Execution): void {
    if (this.#events.length > 0) return;
    this.#ended.clear();
    const { holdings } = this.#turnPage();
    this.#beginning = { marks: [], holdings, ended: this.#endings(execution, -1, []) };
  }

  step(execution: Execution, step: Step, index: number): void {
    const { transition, time, kind, object } = step;
    this.#events.length = index;
    this.#post.cut(index);
    this.#events.push({
      kind,
      object: object.name,
      process: transition.pending.process.index,
      ...this.#turnPage(),
      ended: this.#endings(execution, index, time.trace),
      passages: this.#post.passagesIn(step, index),
      lives: livesIn(step),
      chain: time.chain,
      past: time.trace,
      name: nameOf(transition),
      ...(this.#keepsSteps() ? { step } : {}),
    });
  }

  end(execution: Execution, how: End): void {
    // The same steps at other times have other moments.
    if (how !== 'complete' && !(how === 'redundant' && execution.isMoment !== undefined)) return;
    const events = this.#events.slice();
    const last = events.pop();
    // Nothing comes after the end of the program in an error, so that everything else comes before.
    if (last !== undefined && execution.panic !== undefined)
      events.push({ ...last, past: everything([...events, last]) });
    else if (last !== undefined) events.push(last);
    const order = orderOf(events);
    this.#listener.run({
      processes: execution.processes.map((process) => this.#nameOfProcess(process)),
      identities: execution.processes.map(({ identity }) => identity.id),
      nodes: execution.processes.map(({ node }) => node?.core.label),
      beginning: this.#beginning,
      events,
      order,
      outcome: outcomeOf(execution),
      visible: visibleIn(events),
      ...momentsIn(execution, order),
    });
  }

  restart(): void {
    this.#events.length = 0;
    this.#ended.clear();
    this.#listener.restart();
  }

  /** Which processes have ended with the step that is about to be the event of this number, and of this past. */
  #endings({ processes }: Execution, event: number, past: readonly number[]): Ending[] {
    const ended = processes.filter(({ core, index }) => core.state !== 'running' && !this.#ended.has(index));
    for (const { index } of ended) this.#ended.set(index, event);
    return ended.map(({ core, index }) => {
      const time = core.ended.clock as VectorTime | undefined;
      return { process: index, also: this.#latestBeyond(past, time?.trace ?? []) };
    });
  }

  /** Of each chain on which `time` is beyond `past` the latest event at or before `time`. */
  #latestBeyond(past: readonly number[], time: readonly number[]): number[] {
    const { chains } = orderOf(this.#events);
    return time.flatMap((count, chain) =>
      count > (past[chain] ?? 0) ? (chains[chain]?.slice(count - 1, count) ?? []) : [],
    );
  }

  /** An object is made in the step of this number, from 1; 0 before the first. What is repeated is known. */
  #noteMade(object: object, moment: number): void {
    if (moment > this.#events.length || (moment === 0 && this.#events.length === 0)) this.#noteHolding(object);
  }

  #noteCompletion(moment: number, pending: Pending, threw: boolean, value: unknown): void {
    if (moment <= this.#events.length) return;
    const { process, identity, operation } = pending;
    if (mayChange(operation.kind, value)) this.#noteHolding(operation.object);
    if (operation.kind === 'mark') {
      const { label, data } = operation.argument as { readonly label: string; readonly data: unknown };
      this.#page.marks.push({ process: this.#nameOfProcess(process), label, data: copyOf(data) });
    }
    if (isUnheard(pending) && !this.#post.isAwaited(identity)) return;
    const objects = coresIn(value).map(({ id }) => `@${id}`);
    const text = `${identity}${threw ? '!' : '='}${canonical(tag(value))}${objects.join('')}`;
    this.#page.lessons.push({ process: process.index, text });
  }

  /** What a clock shows is learnt with what let the process go on. */
  #noteReading(moment: number, process: number, now: number): void {
    if (moment <= this.#events.length) return;
    const { lessons } = this.#page;
    const before = lessons.findLast((lesson) => lesson.process === process)?.text ?? '';
    lessons.push({ process, text: `${before} at ${now}` });
  }

  /** What a named cell holds. */
  #noteHolding(memory: object): void {
    if (!(memory instanceof Cell || memory instanceof Atomic)) return;
    const { name, id } = memory;
    if (name === undefined || name === '') return;
    this.#page.holdings.push({ object: this.#cellNames.of(name, id), value: copyOf(memory.load()) });
  }

  #turnPage(): Page {
    const page = this.#page;
    this.#page = emptyPage();
    return page;
  }

  #nameOfProcess({ core, index, identity }: ProcessRun): string {
    const name = core.name === undefined || core.name === '' ? `process ${index}` : core.name;
    return this.#processNames.of(name, identity.id);
  }
}

function ignore(): void {}

/** Whether an operation that returned `value` may have changed what it is on. */
function mayChange(kind: OperationName, value: unknown): boolean {
  return !['read', 'load', 'plain.read'].includes(kind) && !(kind === 'compareAndSwap' && value === false);
}

function everything(events: readonly RunEvent[]): number[] {
  return orderOf(events).chains.map(({ length }) => length);
}

/** How an execution ended that goes on no more. */
export function outcomeOf(execution: Execution): RunOutcome {
  const { panic, mainResult, network } = execution;
  const value = panic?.error ?? (network.nodes.length > 0 ? recordOf(execution) : mainResult?.value);
  return { kind: kindOf(execution), value: copyOf(value) };
}

/** Nobody sees a process start, a timer fire before somebody receives from it, or what befalls nodes and messages. */
function isUnheard(pending: Pending): boolean {
  const { kind, argument } = pending.operation;
  if (isAdverse(pending)) return true;
  return (
    kind === 'start' ||
    (kind === 'fire' && !(typeof argument === 'object' && argument !== null && 'callback' in argument))
  );
}
