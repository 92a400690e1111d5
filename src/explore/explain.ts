/** One execution again, from scratch and slowly: with lines, texts and everything a reader is shown. */
import type { Case } from '../kernel/channel.ts';
import type { Letter } from '../kernel/node.ts';
import type { KernelObject, Operation } from '../kernel/operation.ts';
import { argumentText, ObjectNames, receivedValue } from '../kernel/wording.ts';
import type { ScheduledStep } from '../trace/schedule.ts';
import { checkCharacter, encodeSchedule } from '../trace/schedule.ts';
import type { Participant, RecordedAccess, Trace, TraceEvent, TraceProcess } from '../trace/trace.ts';
import { show, tag } from '../trace/value.ts';
import { isIdle } from './ending.ts';
import type { Execution } from './execution.ts';
import { befalling, fateText } from './explained-faults.ts';
import { letterReceived, messagesOf, sentInVain } from './explained-messages.ts';
import { isAdverse, obligations } from './network.ts';
import type { ProcessRun } from './process-run.ts';
import { requestOf } from './request.ts';
import type { SiteMapper } from './site.ts';
import { siteOf } from './site.ts';
import type { Step } from './step.ts';
import type { Pending, Transition } from './transition.ts';
import { cancelled, otherwise } from './transition.ts';

/** The steps of an execution as a schedule names them, taken down while it runs. */
export class ScheduleWriter {
  readonly steps: ScheduledStep[] = [];
  readonly #mark: string;
  #unstarted: readonly number[] = [];

  /** `mark`: of the model that the execution is run under. */
  constructor(mark: string) {
    this.#mark = mark;
  }

  /** Notes that `chosen` of `transitions` is about to happen. */
  note(chosen: Transition, transitions: readonly Transition[]): void {
    this.steps.push(scheduledStep(chosen, transitions));
  }

  /** Notes that `execution` goes no further. */
  end(execution: Execution): void {
    const starts = [...execution.pending].filter(({ operation }) => operation.kind === 'start');
    const gone = execution.processes.filter(({ core, started }) => core.state === 'crashed' && !started);
    this.#unstarted = [...starts.map(({ process }) => process), ...gone].map(({ index }) => index);
  }

  /** Forgets what was noted: the execution is run anew. */
  again(): this {
    this.steps.length = 0;
    return this;
  }

  get text(): string {
    return encodeSchedule({ steps: this.steps, unstarted: this.#unstarted, mark: this.#mark });
  }
}

/** How a schedule names `chosen` among everything that can happen. */
export function scheduledStep(chosen: Transition, transitions: readonly Transition[]): ScheduledStep {
  const { process, operation } = chosen.pending;
  const own = transitions.filter((transition) => transition.pending.process === process);
  const what = `${process.name} ${operation.kind} ${operation.object.type} ${operation.object.name ?? ''} ${chosen.alternative}`;
  return {
    process: process.index,
    choice: own.indexOf(chosen),
    starts: operation.kind === 'start',
    check: checkCharacter(what),
  };
}

/** Builds the trace of an explained execution. */
export class Explainer {
  readonly #execution: Execution;
  readonly #map: SiteMapper;
  readonly #names = new ObjectNames();
  readonly #goesOn: boolean;

  constructor(execution: Execution, map: SiteMapper) {
    this.#execution = execution;
    this.#map = map;
    this.#goesOn = execution.panic === undefined && obligations(execution.transitions()).length > 0;
  }

  trace(program: string, schedule: string, outcome: string): Trace {
    const { steps, processes, network } = this.#execution;
    const events: TraceEvent[] = [
      { participants: [{ process: 0, operation: 'start' }], after: [], effects: this.#execution.firstEffects },
    ];
    const positions = new Map<string, number>();
    for (const [at, step] of steps.entries()) {
      positions.set(`${step.time.chain}:${step.time.position}`, at);
      events.push({
        participants: this.#participants(step, at, (time) => this.#eventsBefore(time, step, positions)),
        after: this.#eventsBefore(step.time.sync, step, positions),
        effects: this.#effects(step),
      });
    }
    return {
      version: 1,
      program,
      schedule,
      processes: processes.map((process) => this.#process(process)),
      events,
      ...(network.nodes.length === 0 ? {} : { messages: messagesOf(steps) }),
      outcome,
    };
  }

  /** The line of the call that made `pending`. */
  site(pending: Pending): string | undefined {
    const origin = pending.operation.origin?.record as Pending | undefined;
    return siteOf((origin ?? pending).stack, this.#map);
  }

  siteOfStack(stack: string | undefined): string | undefined {
    return siteOf(stack, this.#map);
  }

  /** The name of an object, which no other of this execution has. */
  name(object: KernelObject): string | undefined {
    return this.#names.of(object);
  }

  /** What an operation waits on, such as `send jobs`. */
  waitingOn(operation: Operation): string {
    return this.#names.waitingOn(operation);
  }

  /** What a process waits on, and the line of the call. */
  standing(process: ProcessRun): { readonly waitingOn: string; readonly site: string | undefined } {
    const waiting = waitOf(process, this.#execution);
    if (waiting !== undefined && waiting.letter === undefined)
      return { waitingOn: this.waitingOn(waiting.operation), site: this.site(waiting) };
    const sent = sentInVain(process, this.#execution);
    if (sent !== undefined)
      return { waitingOn: `ssend ${(sent.operation.argument as Letter).to.label}`, site: this.site(sent) };
    return { waitingOn: 'await of a promise that nothing settles', site: this.siteOfStack(process.lastAwait) };
  }

  #participants(step: Step, at: number, eventsBefore: EventsBefore): Participant[] {
    const befallen = befalling(step, at, this.#execution);
    if (befallen !== undefined) return [befallen];
    const { pending, sender } = step.transition;
    // Who sent a message takes no part in its receipt, unless he waits for it.
    const own = sender === undefined || sender.letter !== undefined ? [pending] : [sender, pending];
    const others = step.completed
      .map((one) => one.pending)
      .filter((one) => !own.includes(one) && (one.letter === undefined || this.#isHeardOf(one.letter, at)));
    const participants = [...own, ...others].map((one) => this.#participant(one, step, eventsBefore));
    const read = this.#readOf(step, eventsBefore);
    return read === undefined ? participants : [...participants, read];
  }

  /** The cell that a message takes its body from is read as it leaves. */
  #readOf(step: Step, eventsBefore: EventsBefore): Participant | undefined {
    const { pending } = step.transition;
    const { cell, text } = (pending.operation.argument ?? {}) as Partial<Letter>;
    if (step.kind !== 'post' || cell === undefined) return undefined;
    const [site, access] = [this.site(pending), accessOf(pending, step, eventsBefore)];
    return {
      process: pending.process.index,
      operation: 'read',
      object: this.name(cell) ?? cell.type,
      result: text ?? '',
      ...(site === undefined ? {} : { site }),
      ...(access === undefined ? {} : { access }),
    };
  }

  /** Whether a receipt of the message is what its sender waited for. */
  #isHeardOf(letter: Letter, at: number): boolean {
    const earlier = this.#execution.steps.slice(0, at);
    return letter.isSynchronous && !earlier.some((step) => letterReceived(step) === letter);
  }

  #participant(pending: Pending, step: Step, eventsBefore: EventsBefore): Participant {
    const { transition } = step;
    const acts = pending === transition.pending;
    const letter = acts ? letterReceived(step) : undefined;
    const result = step.completed.find((one) => one.pending === pending);
    const chosen = this.#chosen(pending, transition);
    const request = requestOf(pending);
    const operation = acts ? step.kind : pending.operation.kind;
    const object = this.#objectName(pending, chosen, acts ? step.object : pending.operation.object);
    const argument = request === undefined ? argumentOf(pending.operation) : sentText(pending, chosen);
    const text = letter === undefined ? this.#resultText(pending, result, chosen, transition) : letter.text;
    const site = this.site(pending);
    const access = step.kind === 'post' ? undefined : accessOf(pending, step, eventsBefore);
    return {
      process: pending.process.index,
      operation,
      ...(object === undefined ? {} : { object }),
      ...(argument === undefined ? {} : { argument }),
      ...(text === undefined ? {} : { result: text }),
      ...(letter === undefined ? {} : { from: letter.from.label }),
      ...(site === undefined ? {} : { site }),
      ...(access === undefined ? {} : { access }),
    };
  }

  /** A message is said to be sent to a node. */
  #objectName(pending: Pending, chosen: Case | undefined, object: KernelObject): string | undefined {
    const { kind, argument } = pending.operation;
    if (kind === 'post') return (argument as Letter).to.label;
    return pending.letter?.to.label ?? this.name(chosen?.channel ?? object);
  }

  #chosen(pending: Pending, transition: Transition): Case | undefined {
    if (pending === transition.sender) return transition.sent;
    if (pending !== transition.pending) return undefined;
    const request = requestOf(pending);
    if (request === undefined) return undefined;
    return (
      transition.received ??
      request.cases[transition.alternative] ??
      (request.cases.length === 1 ? request.cases[0] : undefined)
    );
  }

  #resultText(
    pending: Pending,
    result: { readonly threw: boolean; readonly value: unknown } | undefined,
    chosen: Case | undefined,
    transition: Transition,
  ): string | undefined {
    if (result === undefined) return undefined;
    if (result.threw) return `throws ${shown(result.value)}`;
    if (pending === transition.pending && transition.alternative === otherwise) {
      return pending.operation.kind === 'trySend'
        ? 'false'
        : pending.operation.kind === 'select'
          ? 'otherwise'
          : 'nothing';
    }
    if (pending === transition.pending && transition.alternative === cancelled) return 'cancelled';
    if (chosen !== undefined) return chosen.sends ? undefined : shown(receivedValue(result.value));
    return result.value === undefined ? undefined : shown(result.value);
  }

  #effects(step: Step): string[] {
    const effects = [...step.effects];
    const { pending } = step.transition;
    if (!step.completed.some((one) => one.pending === pending)) effects.push('waits');
    const fate = fateText(step);
    if (fate !== undefined) effects.unshift(fate);
    // That it starts again says who starts.
    return pending.operation.kind === 'restart' ? effects.slice(1) : effects;
  }

  /** The latest events before `step` that are at or before `time`, a vector of happens-before; main's start when there are no others. */
  #eventsBefore(time: readonly number[], step: Step, positions: ReadonlyMap<string, number>): number[] {
    const { steps } = this.#execution;
    const before: number[] = [];
    for (const [chain, position] of time.entries()) {
      const last = chain === step.time.chain ? Math.min(position, step.time.position - 1) : position;
      const index = positions.get(`${chain}:${last}`);
      if (index !== undefined) before.push(index);
    }
    const isBefore = (a: Step, b: Step): boolean => (b.time.sync[a.time.chain] ?? 0) >= a.time.position;
    const latest = before
      .filter((a) => !before.some((b) => a !== b && isBefore(steps[a] as Step, steps[b] as Step)))
      .sort((a, b) => a - b);
    return latest.length === 0 ? [0] : latest.map((index) => index + 1);
  }

  #process(process: ProcessRun): TraceProcess {
    const { core, name, node } = process;
    const base = { name, background: core.background, ...(node === undefined ? {} : { node: node.core.label }) };
    if (core.state !== 'running') return { ...base, end: core.state };
    // Where the execution goes on, it was only drawn no further.
    if (this.#goesOn) return { ...base, end: core.background ? 'idle' : 'running' };
    const { waitingOn, site } = this.standing(process);
    const end = core.background || isIdle(process, this.#execution) ? 'idle' : 'waiting';
    return { ...base, end, waitingOn, ...(site === undefined ? {} : { site }) };
  }
}

/** The first operation `process` waits for, if it waits for one of ours. */
export function waitOf(process: ProcessRun, execution: Execution): Pending | undefined {
  for (const pending of execution.pending) {
    if (pending.process !== process || pending.operation.kind === 'fire') continue;
    if (!isAdverse(pending) || pending.isHeardOf) return pending;
  }
  return undefined;
}

/** The latest events at or before a time. */
type EventsBefore = (time: readonly number[]) => readonly number[];

function accessOf(pending: Pending, step: Step, eventsBefore: EventsBefore): RecordedAccess | undefined {
  const access = step.accesses.find((one) => one.pending === pending);
  if (access === undefined) return undefined;
  const { changes, atomic, time } = access;
  const since = time === step.time.sync ? {} : { since: eventsBefore(time) };
  return {
    changes,
    atomic,
    ...since,
    ...(pending.operation.origin === undefined ? {} : { within: 'update' as const }),
  };
}

/** A value as text. */
function shown(value: unknown): string {
  return show(tag(value));
}

function argumentOf(operation: Operation): string | undefined {
  if (operation.kind === 'post') return (operation.argument as Letter).text;
  return argumentText(operation, shown);
}

function sentText({ letter }: Pending, chosen: Case | undefined): string | undefined {
  return chosen?.sends === true && letter === undefined ? shown(chosen.value) : undefined;
}
