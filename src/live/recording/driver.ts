import type { CancellationCore } from '../../kernel/cancellation.ts';
import type { ChannelRequest, ResultShape } from '../../kernel/channel.ts';
import { Case, ChannelCore } from '../../kernel/channel.ts';
import { Ground } from '../../kernel/choice.ts';
import type { Driver, TimerHandle } from '../../kernel/driver.ts';
import type { Letter, Neighbours } from '../../kernel/node.ts';
import { InboxCore, NodeCore } from '../../kernel/node.ts';
import { Operation } from '../../kernel/operation.ts';
import type { ProcessCore } from '../../kernel/process.ts';
import { StorageCore } from '../../kernel/storage.ts';
import type { OperationName } from '../../trace/trace.ts';
import { refusal } from '../aborts.ts';
import { cancelAfter, cancelWith } from '../cancellations.ts';
import { draw } from '../draw.ts';
import { observed } from '../observer.ts';
import { panic } from '../processes.ts';
import { turn } from '../turn.ts';
import { Exchange } from './exchange.ts';
import type { Recorder } from './recorder.ts';
import { RecordedTimer, SleepTimer } from './timers.ts';

/** Runs programs for real, as the live driver does, and has every operation recorded. */
export class RecordingDriver implements Driver {
  readonly #recorder: Recorder;
  readonly #exchange: Exchange;
  readonly #ground: Ground = new Ground(undefined);
  #neighbours: Neighbours = new Map();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#exchange = new Exchange(recorder);
  }

  channel<T>(capacity: number, name: string | undefined): ChannelCore<T> {
    return new ChannelCore<T>(capacity, name);
  }

  /** A trace knows objects by their names. */
  adopt<O>(object: O): O {
    return object;
  }

  send<T>(channel: ChannelCore<T>, value: T, signal: AbortSignal | undefined): Promise<void> {
    return this.#alone('send', new Case(channel, true, value, ''), false, 'nothing', signal) as Promise<void>;
  }

  receive<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    return this.#alone('receive', receiveFrom(channel), false, 'value', signal) as Promise<T | undefined>;
  }

  next<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T, undefined>> {
    const result = this.#alone('receive', receiveFrom(channel), false, 'result', signal);
    return result as Promise<IteratorResult<T, undefined>>;
  }

  trySend<T>(channel: ChannelCore<T>, value: T): Promise<boolean> {
    return this.#alone('trySend', new Case(channel, true, value, ''), true, 'sent', undefined) as Promise<boolean>;
  }

  tryReceive<T>(channel: ChannelCore<T>): Promise<IteratorResult<T, undefined> | undefined> {
    const result = this.#alone('tryReceive', receiveFrom(channel), true, 'maybe', undefined);
    return result as Promise<IteratorResult<T, undefined> | undefined>;
  }

  select(cases: readonly Case[], otherwise: boolean, signal: AbortSignal | undefined): Promise<unknown> {
    const request: ChannelRequest = { cases, otherwise, shape: 'selected' };
    return this.#exchange.perform(new Operation('select', this.#ground, request, signal));
  }

  perform(operation: Operation): Promise<unknown> {
    return this.#recorder.perform(operation);
  }

  choose(options: readonly unknown[]): Promise<unknown> {
    const recorder = this.#recorder;
    const operation = new Operation('choose', this.#ground, options);
    const call = recorder.call(operation);
    recorder.happen([[call, undefined]], call.past, () => recorder.complete(operation, options[draw(options.length)]));
    return recorder.result(call);
  }

  note(kind: 'mark' | 'checkpoint', data: unknown): Promise<void> {
    return this.#recorder.perform(new Operation(kind, this.#ground, data)) as Promise<void>;
  }

  /** Starts a process as the live driver does: its first step is taken in a microtask, in the order of starting. */
  spawn(core: ProcessCore, body: () => unknown): void {
    this.#spawn(core, body, this.#recorder.transcript.nodeOf(this.#recorder.running().process));
  }

  #spawn(core: ProcessCore, body: () => unknown, node: string | undefined): void {
    const { transcript } = this.#recorder;
    const { point } = this.#recorder.running();
    const process = transcript.addProcess(core, node);
    this.#recorder.note(`starts ${transcript.processName(process)}`);
    const watched = observed.by === undefined ? body : observed.by.starts(core, body);
    const first = turn.done();
    void first.then(() => this.#recorder.strands.as({ process, point }, () => this.#run(core, process, watched)));
  }

  node(name: string, process: ProcessCore, run: (node: NodeCore) => unknown): void {
    if (this.#neighbours.has(name)) this.#neighbours = new Map();
    const node = new NodeCore(name, this.#neighbours, new InboxCore(name), new StorageCore(`storage of ${name}`));
    observed.by?.hosts(process, node);
    this.#spawn(process, () => run(node), name);
  }

  post(letter: Letter): Promise<void> {
    const recorder = this.#recorder;
    const call = recorder.call(new Operation('post', letter.from, letter));
    letter.receipt = this.#exchange.post(call, letter);
    return recorder.result(call) as Promise<void>;
  }

  timer(channel: ChannelCore<number>, ms: number, period: number | undefined): TimerHandle {
    return new RecordedTimer(this.#recorder, this.#exchange, channel, ms, period);
  }

  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const channel = this.channel<number>(1, undefined);
    const goes = signal === undefined || refusal(signal) === undefined;
    if (goes) channel.source = new SleepTimer(this.#recorder, this.#exchange, channel, ms);
    const one = new Case(channel, false, undefined, `${ms}`);
    return this.#alone('sleep', one, false, 'nothing', signal) as Promise<void>;
  }

  deadline(core: CancellationCore, ms: number): void {
    cancelAfter(core, ms, this.#deadlineOf(core));
  }

  bind(core: CancellationCore, parent: CancellationCore): void {
    const recorder = this.#recorder;
    if (!parent.done.closed) {
      cancelWith(core, parent, this.#deadlineOf(core));
      return;
    }
    recorder.aside(() => core.cancelAfter(parent, recorder));
    recorder.abortOf(core.controller.signal).clock = recorder.abortOf(parent.controller.signal).clock;
  }

  async #run(core: ProcessCore, process: number, body: () => unknown): Promise<void> {
    const recorder = this.#recorder;
    try {
      recorder.end(core, process, false, await body());
    } catch (error) {
      recorder.end(core, process, true, error);
    }
    observed.by?.ends(core);
    if (core.waiting.head !== undefined) recorder.changed(core);
    else if (core.state === 'threw' && !core.supervised) panic(core);
  }

  /** What cancels `core` when its time has come: the setting of the deadline comes before (rule 15). */
  #deadlineOf(core: CancellationCore): { perform(): Promise<unknown> } {
    const recorder = this.#recorder;
    const run = recorder.running();
    return {
      perform: () =>
        recorder.strands.as(run, () => {
          const operation = new Operation('fire', core);
          const call = recorder.call(operation, run);
          recorder.happen([[call, undefined]], call.past, () => core.perform(operation, recorder));
          return call.promise;
        }),
    };
  }

  /** A channel operation of one case. */
  #alone<T>(
    kind: OperationName,
    one: Case<T>,
    otherwise: boolean,
    shape: ResultShape,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const request: ChannelRequest = { cases: [one as Case], otherwise, shape };
    return this.#exchange.perform(new Operation(kind, one.channel, request, signal));
  }
}

function receiveFrom<T>(channel: ChannelCore<T>): Case<T> {
  return new Case<T>(channel, false, undefined, '');
}
