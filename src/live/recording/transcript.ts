/** What a recorded run did, as the events and processes of a trace. Values become text at once: they may change later. */
import type { Point } from '../../causality/event-order.ts';
import type { Case } from '../../kernel/channel.ts';
import { isPatient } from '../../kernel/node.ts';
import type { KernelObject } from '../../kernel/operation.ts';
import type { ProcessCore } from '../../kernel/process.ts';
import { argumentText, ObjectNames, receivedValue } from '../../kernel/wording.ts';
import type { Place } from '../../trace/place.ts';
import { placeInProgram } from '../../trace/place.ts';
import { preview } from '../../trace/preview.ts';
import type { OperationName, Participant, RecordedAccess, Trace, TraceProcess } from '../../trace/trace.ts';
import type { Call } from './call.ts';
import { Mail } from './mail.ts';

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
  /** The name of its node, if it is part of one. */
  readonly node: string | undefined;
}

export class Transcript {
  /** Calls that have not taken place, in their order. */
  readonly waiting: Set<Call> = new Set<Call>();
  readonly names: ObjectNames = new ObjectNames();
  readonly mail: Mail = new Mail();
  readonly #map: PlaceMapper;
  readonly #events: WritableEvent[] = [];
  readonly #processes: Process[] = [];
  readonly #named = new Map<string, number>();
  readonly #sites = new Map<string, string | undefined>();

  constructor(map: PlaceMapper) {
    this.#map = map;
  }

  /** How many events there are. */
  get size(): number {
    return this.#events.length;
  }

  /** The name of the node that a process is part of. */
  nodeOf(process: number): string | undefined {
    return this.#processes[process]?.node;
  }

  /** Takes in a process, which may be part of a node, and returns its number. */
  addProcess(core: ProcessCore, node?: string): number {
    const number = this.#processes.length;
    const base = core.name === undefined || core.name === '' ? `process ${number}` : core.name;
    const count = (this.#named.get(base) ?? 0) + 1;
    this.#named.set(base, count);
    return this.#processes.push({ name: count === 1 ? base : `${base}#${count}`, core, node }) - 1;
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
    const object = this.#objectName(side);
    const argument = argumentIn(call, chosen);
    const from =
      call.letter === undefined || kind === 'post' || kind === 'deliver' ? undefined : call.letter.from.label;
    const result = completion === undefined ? undefined : resultText(side, completion);
    return {
      process: call.process,
      operation: kind,
      ...(object === undefined ? {} : { object }),
      ...(argument === undefined ? {} : { argument }),
      ...(result === undefined ? {} : { result }),
      ...(from === undefined ? {} : { from }),
      ...(call.site === undefined || kind === 'deliver' ? {} : { site: call.site }),
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
      ...(this.#processes.some(({ node }) => node !== undefined) ? { messages: this.mail.messages() } : {}),
      outcome,
      ...(isCut ? { cut: true } : {}),
    };
  }

  /** What a call waits on, in the words of reports. */
  waitingOn({ operation, letter }: Call): string {
    return operation.kind === 'deliver' ? `ssend ${letter?.to.label ?? ''}` : this.names.waitingOn(operation);
  }

  /** A message is said to be sent to a node. */
  #objectName({ call, kind, object, chosen }: Side): string | undefined {
    if (kind === 'sleep') return undefined;
    if (kind === 'post' || kind === 'deliver') return call.letter?.to.label;
    return this.names.of(chosen?.channel ?? object);
  }

  #process({ name, core, node }: Process, number: number): TraceProcess {
    const base = { name, background: core.background, ...(node === undefined ? {} : { node }) };
    if (core.state !== 'running') return { ...base, end: core.state };
    const calls = [...this.waiting].filter(({ process }) => process === number);
    const [call] = calls;
    if (call === undefined) return { ...base, end: core.background ? 'idle' : 'running' };
    const site = call.site === undefined ? {} : { site: call.site };
    const isIdle = core.background || calls.every((one) => this.#isPatient(one, node));
    return { ...base, end: isIdle ? 'idle' : 'waiting', waitingOn: this.waitingOn(call), ...site };
  }

  /** As in a check: a node may wait for messages and for time, and who is no node for one to end. */
  #isPatient({ operation, request }: Call, node: string | undefined): boolean {
    if (node !== undefined) return operation.kind !== 'deliver' && request?.cases.every(isPatient) === true;
    const joined = operation.kind === 'join' ? operation.object : undefined;
    return this.#processes.some((process) => process.node !== undefined && process.core === joined);
  }
}

function argumentIn(call: Call, chosen: Case | undefined): string | undefined {
  const { operation, request, letter } = call;
  if (operation.kind === 'post') return letter?.text;
  if (operation.kind === 'deliver') return undefined;
  return request === undefined ? argumentText(operation, preview) : argumentOf(call, chosen);
}

function argumentOf({ operation, request }: Call, chosen: Case | undefined): string | undefined {
  if (operation.kind === 'sleep') return request?.cases[0]?.label;
  return chosen?.sends === true ? preview(chosen.value) : undefined;
}

function resultText({ call, kind, chosen }: Side, { threw, value }: Completion): string | undefined {
  if (threw) return `throws ${preview(value)}`;
  if (kind === 'sleep' || kind === 'deliver') return undefined;
  if (call.letter !== undefined && kind !== 'post') return call.letter.text;
  if (chosen !== undefined) return chosen.sends ? undefined : preview(receivedValue(value));
  if (call.request !== undefined) return kind === 'trySend' ? 'false' : kind === 'select' ? 'otherwise' : 'nothing';
  return value === undefined ? undefined : preview(value);
}
