/** Executions as runs, which cuts are made of. */
import { orderOf } from '../../causality/consistent-cuts.ts';
import { copyOf } from '../../explore/copy.ts';
import { recordOf } from '../../explore/ending.ts';
import type { Execution } from '../../explore/execution.ts';
import type { ProcessRun } from '../../explore/process-run.ts';
import type { Seen, SeenEnd } from '../../explore/seen.ts';
import type { Step } from '../../explore/step.ts';
import { nameOf } from '../../explore/transition.ts';
import { kindOf } from '../collector.ts';
import { momentsIn } from './moments.ts';
import { livesIn, Post } from './passages.ts';
import type { Change, Ending, Run, RunEvent, RunOutcome } from './run.ts';
import type { RunNames } from './run-names.ts';
import { OwnNames } from './run-names.ts';
import { visibleIn } from './state.ts';

/** The run of an execution, or of its beginning where it has not `ended`. */
export function runOf(execution: Execution, ended: boolean): Run {
  const writer = new RunWriter(new OwnNames());
  writer.begin(execution);
  for (const step of execution.steps) writer.add(step, false);
  return writer.run(execution, ended);
}

/** Puts runs together from what the steps of executions showed. */
export class RunWriter {
  readonly #names: RunNames;
  readonly #post = new Post();
  #beginning: Change = { marks: [], holdings: [], ended: [] };
  /** The events of the path; what an execution repeats is kept. */
  readonly #events: RunEvent[] = [];

  constructor(names: RunNames) {
    this.#names = names;
  }

  /** Forgets the events from `length` on. */
  cut(length: number): void {
    this.#events.length = Math.min(this.#events.length, length);
    this.#post.cut(length);
  }

  /** Main has run to its first wait. */
  begin({ firstSeen, processes }: Execution): void {
    this.#beginning = this.#changeOf(firstSeen, processes[0] as ProcessRun, []);
  }

  /** A step follows; `keeps`: its event has it, which takes much memory. */
  add(step: Step, keeps: boolean): void {
    const { transition, time, kind, object, seen } = step;
    const { process } = transition.pending;
    this.#events.push({
      ...this.#changeOf(seen, process, time.trace),
      kind,
      object: object.name,
      process: process.index,
      lessons: seen.lessons,
      passages: this.#post.passagesIn(step, this.#events.length),
      lives: livesIn(step),
      chain: time.chain,
      past: time.trace,
      name: nameOf(transition),
      ...(keeps ? { step } : {}),
    });
  }

  /** The run of the execution that was followed, or of its beginning where it has not `ended`. */
  run(execution: Execution, ended: boolean): Run {
    const { processes, panic } = execution;
    const events = this.#events.slice();
    const last = events.at(-1);
    // Nothing comes after the end of the program in an error, so that everything else comes before.
    if (last !== undefined && panic !== undefined)
      events[events.length - 1] = { ...last, past: orderOf(events).chains.map(({ length }) => length) };
    const order = orderOf(events);
    return {
      processes: processes.map((process) => this.#names.ofProcess(process)),
      identities: processes.map(({ identity }) => identity.id),
      nodes: processes.map(({ node }) => node?.core.label),
      beginning: this.#beginning,
      events,
      order,
      outcome: ended ? outcomeOf(execution) : undefined,
      visible: visibleIn(events),
      ...momentsIn(execution, order),
    };
  }

  #changeOf({ mark, holdings, ends }: Seen, by: ProcessRun, past: readonly number[]): Change {
    const process = (): string => this.#names.ofProcess(by);
    return {
      marks: mark === undefined ? [] : [{ process: process(), label: mark.label, data: mark.data }],
      holdings: holdings.map(({ name, id, value }) => ({ object: this.#names.ofCell(name, id), value })),
      ended: ends.map((end) => this.#endingOf(end, past)),
    };
  }

  /** It may have ended by what other steps did, whichever came last: of each chain the latest that is not in `past`. */
  #endingOf({ process, time: { trace } }: SeenEnd, past: readonly number[]): Ending {
    const isBeyond = (count: number, chain: number): boolean => count > (past[chain] ?? 0);
    if (!trace.some(isBeyond)) return { process, also: [] };
    const { chains } = orderOf(this.#events);
    const also = trace.flatMap((count, chain) =>
      isBeyond(count, chain) ? (chains[chain]?.slice(count - 1, count) ?? []) : [],
    );
    return { process, also };
  }
}

/** How an execution ended that goes on no more. */
function outcomeOf(execution: Execution): RunOutcome {
  const { panic, mainResult, network } = execution;
  const value = panic?.error ?? (network.nodes.length > 0 ? recordOf(execution) : mainResult?.value);
  return { kind: kindOf(execution), value: copyOf(value) };
}
