/** What a recorded run did, as the events and processes of a trace. Values become text at once: they may change later. */
import type { Point } from '../../causality/event-order.ts';
import type { Case } from '../../kernel/channel.ts';
import type { KernelObject } from '../../kernel/operation.ts';
import type { ProcessCore } from '../../kernel/process.ts';
import { argumentText, ObjectNames, receivedValue } from '../../kernel/wording.ts';
import type { Place } from '../../trace/place.ts';
import { placeInProgram } from '../../trace/place.ts';
import { preview } from '../../trace/preview.ts';
import type { OperationName, Participant, RecordedAccess, Trace, TraceProcess } from '../../trace/trace.ts';
import type { Call } from './call.ts';

/** Turns a place in what is run into a place in what was written. */
export type PlaceMapper = (place: Place) => string | undefined;

/** One side of an event. */
export interface Side {
  readonly call: Call;
  /** What the call was when the event began, and on what: a wait that is woken goes on as another. */
  readonly kind: OperationName;
  readonly object: KernelObject;
  /** The case of a channel operation that went. */
  readonly chosen: Case | undefined;
}

/** How a call ended. */
export interface Completion {
  readonly call: Call;
  readonly threw: boolean;
  readonly value: unknown;
}

interface WritableEvent {
  readonly participants: Participant[];
  readonly after: readonly number[];
  readonly effects: string[];
}

interface Process {
  readonly name: string;
  readonly core: ProcessCore;
}

export class Transcript {
  /** Calls that have not taken place, in their order. */
  readonly waiting: Set<Call> = new Set<Call>();
  readonly names: ObjectNames = new ObjectNames();
  readonly #map: PlaceMapper;
  readonly #events: WritableEvent[] = [];
  readonly #processes: Process[] = [];
  readonly #named = new Map<string, number>();
  readonly #sites = new Map<string, string | undefined>();

  constructor(map: PlaceMapper) {
    this.#map = map;
  }

  /** Takes in a process and returns its number. */
  addProcess(core: ProcessCore): number {
    const number = this.#processes.length;
    const base = core.name === undefined || core.name === '' ? `process ${number}` : core.name;
    const count = (this.#named.get(base) ?? 0) + 1;
    this.#named.set(base, count);
    return this.#processes.push({ name: count === 1 ? base : `${base}#${count}`, core }) - 1;
  }

  processName(process: number): string {
    return this.#processes[process]?.name ?? '';
  }

  /** The line of the call in progress. */
  site(): string | undefined {
    const place = placeInProgram();
    if (place === undefined) return undefined;
    const key = `${place.file}:${place.line}:${place.column}`;
    if (!this.#sites.has(key)) this.#sites.set(key, this.#map(place));
    return this.#sites.get(key);
  }

  /** The next event. */
  add(participants: Participant[], past: Point, effects: string[]): void {
    this.#events.push({ participants, after: past.latest.toSorted((a, b) => a - b), effects });
  }

  /** Notes what the program did after the latest event at or before `point`. */
  note({ latest }: Point, effect: string): void {
    this.#events[Math.max(0, ...latest)]?.effects.push(effect);
  }

  participant(side: Side, completion: Completion | undefined, access: RecordedAccess | undefined): Participant {
    const { call, kind, chosen } = side;
    const object = kind === 'sleep' ? undefined : this.names.of(chosen?.channel ?? side.object);
    const argument = call.request === undefined ? argumentText(call.operation, preview) : argumentOf(call, chosen);
    const result = completion === undefined ? undefined : resultText(side, completion);
    return {
      process: call.process,
      operation: kind,
      ...(object === undefined ? {} : { object }),
      ...(argument === undefined ? {} : { argument }),
      ...(result === undefined ? {} : { result }),
      ...(call.site === undefined ? {} : { site: call.site }),
      ...(access === undefined ? {} : { access }),
    };
  }

  trace(program: string, outcome: string, isCut: boolean): Trace {
    return {
      version: 1,
      program,
      schedule: '',
      processes: this.#processes.map((process, number) => this.#process(process, number)),
      events: this.#events,
      outcome,
      ...(isCut ? { cut: true } : {}),
    };
  }

  #process({ name, core }: Process, number: number): TraceProcess {
    const base = { name, background: core.background };
    if (core.state !== 'running') return { ...base, end: core.state };
    const call = [...this.waiting].find(({ process }) => process === number);
    if (call === undefined) return { ...base, end: core.background ? 'idle' : 'running' };
    const site = call.site === undefined ? {} : { site: call.site };
    const waitingOn = this.names.waitingOn(call.operation);
    return { ...base, end: core.background ? 'idle' : 'waiting', waitingOn, ...site };
  }
}

function argumentOf({ operation, request }: Call, chosen: Case | undefined): string | undefined {
  if (operation.kind === 'sleep') return request?.cases[0]?.label;
  return chosen?.sends === true ? preview(chosen.value) : undefined;
}

function resultText({ call, kind, chosen }: Side, { threw, value }: Completion): string | undefined {
  if (threw) return `throws ${preview(value)}`;
  if (kind === 'sleep') return undefined;
  if (chosen !== undefined) return chosen.sends ? undefined : preview(receivedValue(value));
  if (call.request !== undefined) return kind === 'trySend' ? 'false' : kind === 'select' ? 'otherwise' : 'nothing';
  return value === undefined ? undefined : preview(value);
}
