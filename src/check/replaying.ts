/** Executions again, for their lines and their schedules: what a report says of them. */
import { createHook } from 'node:async_hooks';
import { hasReturned, settledValue } from '../explore/ending.ts';
import type { Execution } from '../explore/execution.ts';
import { Explainer, ScheduleWriter, scheduledStep } from '../explore/explain.ts';
import type { Explorer } from '../explore/explorer.ts';
import { NotRepeatable } from '../explore/not-repeatable.ts';
import { Owned } from '../explore/owned.ts';
import type { SiteMapper } from '../explore/site.ts';
import { plainSite } from '../explore/site.ts';
import { longStepMs, watched } from '../explore/slices.ts';
import type { Transition } from '../explore/transition.ts';
import { sameTransition } from '../explore/transition.ts';
import { markedModel, scheduleMark } from '../trace/model.ts';
import { decodeSchedule, ScheduleError } from '../trace/schedule.ts';
import type { Trace } from '../trace/trace.ts';
import { show } from '../trace/value.ts';
import type { Path } from './collector.ts';

/** An execution that was run again. */
export interface Replayed {
  readonly execution: Execution;
  readonly explainer: Explainer;
  readonly schedule: string;
  readonly trace: Trace;
}

/** What a replay could not do: the program did not repeat itself. */
export type ReplayResult = Replayed | NotRepeatable;

export class Replayer {
  readonly #search: Explorer;
  readonly #owned: Owned;
  readonly #map: SiteMapper;
  readonly #program: string;
  /** Of the model that it runs under. */
  readonly #mark: string;
  #starved = 0;

  constructor(search: Explorer, program: string, map: SiteMapper | undefined) {
    this.#search = search;
    this.#owned = new Owned(() => search.execution as Execution);
    this.#map = map ?? plainSite;
    this.#program = program;
    this.#mark = scheduleMark(search.settings.model);
  }

  /** What explains `execution`. */
  explainer(execution: Execution): Explainer {
    return new Explainer(execution, this.#map);
  }

  /** Runs the execution along `path` again. `watchHost`: also notes what it asks of the world outside. */
  async along(path: Path, watchHost: boolean): Promise<ReplayResult> {
    const writer = new ScheduleWriter(this.#mark);
    return this.#run(watchHost, writer, () =>
      this.#search.replay(path, true, (chosen, all) => writer.note(chosen, all)),
    );
  }

  /** Runs the execution along `path`, and beyond that as `choose` says. */
  async beyond(
    path: Path,
    choose: (all: readonly Transition[], at: number) => Transition | undefined,
  ): Promise<ReplayResult> {
    const writer = new ScheduleWriter(this.#mark);
    return this.#run(false, writer, () =>
      this.#search.follow(true, (all, at) => {
        const name = path[at];
        const chosen = name === undefined ? choose(all, at) : all.find((one) => sameTransition(one, name));
        if (name !== undefined && chosen === undefined)
          throw new NotRepeatable(this.#search, this.#search.execution as Execution, undefined);
        if (chosen !== undefined) writer.note(chosen, all);
        return chosen;
      }),
    );
  }

  /** Runs an execution that no schedule describes. */
  async unscheduled(run: () => Execution): Promise<ReplayResult> {
    const result = await this.#run(false, new ScheduleWriter(this.#mark), run);
    return result instanceof NotRepeatable ? result : { ...result, schedule: '' };
  }

  /** Runs the execution a schedule describes, or its first `until` steps. @throws ScheduleError where it does not fit. */
  async schedule(text: string, until: number): Promise<Replayed> {
    const { steps, unstarted, mark } = decodeSchedule(text);
    if (mark !== this.#mark) throw new ScheduleError(otherModel(mark, this.#mark));
    const started = steps.filter((step) => step.starts).map((step) => step.process);
    this.#search.world.explicitIndices = new Set([...started, ...unstarted]);
    const writer = new ScheduleWriter(this.#mark);
    const chooser = (all: readonly Transition[], at: number): Transition | undefined => {
      const wanted = at < until ? steps[at] : undefined;
      if (wanted === undefined) return undefined;
      const own = all.filter((transition) => transition.pending.process.index === wanted.process);
      const chosen = own[wanted.choice];
      if (chosen === undefined) throw new ScheduleError(mismatch(at + 2, wanted.process, own.length === 0), at + 2);
      if (scheduledStep(chosen, all).check !== wanted.check) {
        const { process, operation } = chosen.pending;
        throw new ScheduleError(
          `step ${at + 2} is another one now: ${process.name} would ${operation.kind} ${operation.object.name ?? ''}`.trim(),
          at + 2,
        );
      }
      writer.note(chosen, all);
      return chosen;
    };
    const result = await this.#run(false, writer, () => this.#search.follow(true, chooser));
    if (result instanceof NotRepeatable) throw result;
    const done = result.execution.steps.length;
    const due = Math.min(steps.length, until);
    if (done < due)
      throw new ScheduleError(`the program ended after ${done} of the schedule's ${steps.length} steps`, done + 2);
    return result;
  }

  async #run(watchHost: boolean, writer: ScheduleWriter, run: () => Execution): Promise<ReplayResult> {
    let result: ReplayResult | undefined;
    let failure: unknown;
    const hook = watchHost ? createHook({ init: (_id, type) => this.#noteHost(type) }) : undefined;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 30;
    const stretch = (): void => {
      try {
        hook?.enable();
        const execution = run();
        hook?.disable();
        writer.end(execution);
        const explainer = this.explainer(execution);
        const trace = explainer.trace(this.#program, writer.text, outcomeText(execution));
        result = { execution, explainer, schedule: writer.text, trace };
      } catch (error) {
        if (error instanceof NotRepeatable) result = error;
        else failure = error;
      } finally {
        hook?.disable();
      }
    };
    const how = await watched(this.#search, this.#owned, stretch, false, longStepMs);
    Error.stackTraceLimit = limit;
    if (failure !== undefined) throw failure;
    if (result !== undefined) return result;
    if (how === 'starved' && this.#starved++ < mostStarved) return this.#run(watchHost, writer.again(), run);
    if (how === 'fine') throw new Error('a replay ended without a result');
    return new NotRepeatable(this.#search, this.#search.execution as Execution, undefined);
  }

  #noteHost(type: string): void {
    if (quiet.has(type)) return;
    this.#search.execution?.leave(hostNames.get(type) ?? type);
  }
}

/** How often a replay is begun again because the machine gave it no time. */
const mostStarved = 2;

/** What Node makes for its own bookkeeping. */
const quiet: ReadonlySet<string> = new Set(['PROMISE', 'TickObject', 'Microtask', 'RANDOMBYTESREQUEST']);

/** Host requests by the names a program's author knows. */
const hostNames: ReadonlyMap<string, string> = new Map([
  ['TCPWRAP', 'a socket'],
  ['TCPCONNECTWRAP', 'a socket'],
  ['TCPSERVERWRAP', 'a server'],
  ['PIPEWRAP', 'a pipe'],
  ['GETADDRINFOREQWRAP', 'a name look-up'],
  ['FSREQCALLBACK', 'a file'],
  ['FSREQPROMISE', 'a file'],
  ['FILEHANDLE', 'a file'],
  ['WORKER', 'a worker'],
  ['PROCESSWRAP', 'a child process'],
  ['MESSAGEPORT', 'a message port'],
  ['Timeout', 'a timer of the platform, taken before the check'],
  ['Immediate', 'a timer of the platform, taken before the check'],
]);

/** The same steps may mean something else, or nothing, under another model. */
function otherModel(of: string, under: string): string {
  return `the schedule is one of the model ${markedModel(of)}, and the program is run under ${markedModel(under)}; give it the model of the report that the schedule is from`;
}

/** Steps are numbered as a reader sees them: the first is main's start. */
function mismatch(step: number, process: number, nothing: boolean): string {
  return nothing
    ? `step ${step} belongs to process ${process}, which can do nothing there`
    : `step ${step} is a choice that process ${process} does not have there`;
}

/** How an execution ended, as text. */
function outcomeText(execution: Execution): string {
  if (execution.panic !== undefined) return 'panicked';
  if (!hasReturned(execution)) return 'deadlocked';
  const value = settledValue(execution);
  return `returned ${value === undefined ? '' : show(value)}`;
}
