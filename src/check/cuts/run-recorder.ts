/** Takes down the executions of a search as runs, which cuts can be made of. */
import { orderOf } from '../../causality/consistent-cuts.ts';
import type { VectorTime } from '../../causality/vector-time.ts';
import type { Execution } from '../../explore/execution.ts';
import { isAdverse } from '../../explore/network.ts';
import type { ProcessRun } from '../../explore/process-run.ts';
import type { End, Observer } from '../../explore/search.ts';
import type { Completion, Step } from '../../explore/step.ts';
import type { Pending } from '../../explore/transition.ts';
import { coresIn } from '../../explore/value-digest.ts';
import { Atomic } from '../../kernel/atomic.ts';
import { Cell } from '../../kernel/cell.ts';
import { canonical, tag } from '../../trace/value.ts';
import { copyOf } from './copy.ts';
import { outcomeOf } from './outcome-of.ts';
import { livesIn, Post } from './passages.ts';
import type { Change, Ending, Holding, Lesson, Mark, Run, RunEvent } from './run.ts';
import { StableNames } from './stable-names.ts';
import { visibleIn } from './state.ts';

/** What looks at every run of a search that goes to its end. */
export interface RunListener {
  run(run: Run): void;
  /** What was told so far is void: the search starts again knowing more. */
  restart(): void;
}

type Memory = Cell | Atomic;

const nothing: Change = { marks: [], holdings: [], ended: [] };

export class RunRecorder implements Observer {
  readonly #listener: RunListener;
  #beginning: Change = nothing;
  /** The events of the path; what an execution repeats is kept. */
  readonly #events: RunEvent[] = [];
  /** Cells made in the steps of the execution in hand, by step. */
  #made = new Map<number, Memory[]>();
  /** Processes that have ended, and by which event; −1 for the beginning. */
  readonly #ended = new Map<number, number>();
  readonly #post = new Post();
  readonly #cellNames = new StableNames();
  readonly #processNames = new StableNames();

  constructor(listener: RunListener) {
    this.#listener = listener;
  }

  begin(execution: Execution, kept: number): void {
    this.#events.length = Math.min(this.#events.length, kept);
    this.#post.cut(kept);
    for (const [process, event] of this.#ended) if (event >= kept) this.#ended.delete(process);
    this.#made = new Map();
    const made = (object: object): void => {
      if (!(object instanceof Cell || object instanceof Atomic)) return;
      const { moment } = execution;
      this.#made.set(moment, [...(this.#made.get(moment) ?? []), object]);
    };
    execution.calls.watcher = { made, spawned: ignore, called: ignore, completing: ignore };
  }

  begun(execution: Execution): void {
    if (this.#events.length > 0) return;
    this.#ended.clear();
    this.#beginning = { marks: [], holdings: this.#firstHoldings(0), ended: this.#endings(execution, -1, []) };
  }

  step(execution: Execution, step: Step, index: number): void {
    const { transition, time, completed, kind, object } = step;
    this.#events.length = index;
    this.#post.cut(index);
    this.#events.push({
      kind,
      object: object.name,
      process: transition.pending.process.index,
      marks: completed.flatMap((one) => this.#marks(one)),
      holdings: [...this.#holdingsOf(step), ...this.#firstHoldings(index + 1)],
      ended: this.#endings(execution, index, time.trace),
      lessons: completed.flatMap((one) => this.#lessons(one)),
      passages: this.#post.passagesIn(step, index),
      lives: livesIn(step),
      chain: time.chain,
      past: time.trace,
      step,
    });
  }

  end(execution: Execution, how: End): void {
    if (how !== 'complete') return;
    const events = this.#events.slice();
    const last = events.pop();
    // Nothing comes after the end of the program in an error, so that everything else comes before.
    if (last?.step.footprint.ends === true) events.push({ ...last, past: everything([...events, last]) });
    else if (last !== undefined) events.push(last);
    this.#listener.run({
      processes: execution.processes.map((process) => this.#nameOfProcess(process)),
      identities: execution.processes.map(({ identity }) => identity.id),
      nodes: execution.processes.map(({ node }) => node?.core.label),
      beginning: this.#beginning,
      events,
      order: orderOf(events),
      outcome: outcomeOf(execution),
      visible: visibleIn(events),
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

  /** What the cells that were made in a step hold at first. */
  #firstHoldings(moment: number): Holding[] {
    return (this.#made.get(moment) ?? []).flatMap((memory) => this.#holding(memory));
  }

  #holdingsOf({ object, footprint }: Step): Holding[] {
    if (!(object instanceof Cell || object instanceof Atomic)) return [];
    const changes = footprint.touches.some((touch) => touch.object === object.id && touch.use === 'write');
    return changes ? this.#holding(object) : [];
  }

  #holding(memory: Memory): Holding[] {
    const { name, id } = memory;
    if (name === undefined || name === '') return [];
    return [{ object: this.#cellNames.of(name, id), value: copyOf(memory.load()) }];
  }

  #lessons({ pending, threw, value }: Completion): Lesson[] {
    const { process, identity } = pending;
    if (isUnheard(pending) && !this.#post.isAwaited(identity)) return [];
    const objects = coresIn(value).map(({ id }) => `@${id}`);
    const text = `${identity}${threw ? '!' : '='}${canonical(tag(value))}${objects.join('')}`;
    return [{ process: process.index, text }];
  }

  #marks({ pending: { operation, process } }: Completion): Mark[] {
    if (operation.kind !== 'mark') return [];
    const { label, data } = operation.argument as { readonly label: string; readonly data: unknown };
    return [{ process: this.#nameOfProcess(process), label, data: copyOf(data) }];
  }

  #nameOfProcess({ core, index, identity }: ProcessRun): string {
    const name = core.name === undefined || core.name === '' ? `process ${index}` : core.name;
    return this.#processNames.of(name, identity.id);
  }
}

function ignore(): void {}

function everything(events: readonly RunEvent[]): number[] {
  return orderOf(events).chains.map(({ length }) => length);
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
