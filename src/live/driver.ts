import type { CancellationCore } from '../kernel/cancellation.ts';
import type { Case } from '../kernel/channel.ts';
import { ChannelCore } from '../kernel/channel.ts';
import type { Driver, QuickSelect, TimerHandle } from '../kernel/driver.ts';
import type { Letter, Neighbours } from '../kernel/node.ts';
import { InboxCore, NodeCore } from '../kernel/node.ts';
import type { Operation } from '../kernel/operation.ts';
import type { ProcessCore } from '../kernel/process.ts';
import { StorageCore } from '../kernel/storage.ts';
import { cancelAfter, cancelWith } from './cancellations.ts';
import { canGo, deliver, go, next, receive, select, send, tryReceive, trySend } from './channels.ts';
import { draw } from './draw.ts';
import { observed } from './observer.ts';
import { Performer } from './operations.ts';
import { spawn } from './processes.ts';
import { LiveTimer, sleep } from './timers.ts';
import { turn } from './turn.ts';

/** Runs programs for real: what can go, goes at once. */
export class LiveDriver implements Driver {
  readonly quick: QuickSelect = { canGo, draw, go };
  readonly #performer = new Performer();
  /** The nodes of the latest program that has any. */
  #neighbours: Neighbours = new Map();

  channel<T>(capacity: number, name: string | undefined): ChannelCore<T> {
    return new ChannelCore<T>(capacity, name);
  }

  /** Nobody needs identities here. */
  adopt<O>(object: O): O {
    return object;
  }

  send<T>(channel: ChannelCore<T>, value: T, signal: AbortSignal | undefined): Promise<void> {
    return send(channel, value, signal);
  }

  receive<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    return receive(channel, signal);
  }

  next<T>(channel: ChannelCore<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T, undefined>> {
    return next(channel, signal);
  }

  trySend<T>(channel: ChannelCore<T>, value: T): Promise<boolean> {
    return trySend(channel, value);
  }

  tryReceive<T>(channel: ChannelCore<T>): Promise<IteratorResult<T, undefined> | undefined> {
    return tryReceive(channel);
  }

  select(cases: readonly Case[], otherwise: boolean, signal: AbortSignal | undefined): Promise<unknown> {
    return select(cases, otherwise, signal);
  }

  perform(operation: Operation): Promise<unknown> {
    return this.#performer.perform(operation);
  }

  choose(options: readonly unknown[]): Promise<unknown> {
    return turn.value(options[draw(options.length)]);
  }

  note(): Promise<void> {
    return turn.done();
  }

  spawn(process: ProcessCore, body: () => unknown): void {
    spawn(process, body, this.#performer);
  }

  /** A name that is there already begins another program: one that waits for ever cannot be told from one that is over. */
  node(name: string, process: ProcessCore, run: (node: NodeCore) => unknown): void {
    if (this.#neighbours.has(name)) this.#neighbours = new Map();
    const node = new NodeCore(name, this.#neighbours, new InboxCore(name), new StorageCore(`storage of ${name}`));
    observed.by?.hosts(process, node);
    this.spawn(process, () => run(node));
  }

  post(letter: Letter): Promise<void> {
    const { to, isSynchronous } = letter;
    letter.receipt = deliver(to.inbox, letter.open(), isSynchronous ? `ssend ${to.label}` : undefined);
    return turn.done();
  }

  timer(channel: ChannelCore<number>, ms: number, period: number | undefined): TimerHandle {
    return new LiveTimer(channel, ms, period);
  }

  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return sleep(ms, signal);
  }

  deadline(core: CancellationCore, ms: number): void {
    cancelAfter(core, ms, this.#performer);
  }

  bind(core: CancellationCore, parent: CancellationCore): void {
    cancelWith(core, parent, this.#performer);
  }
}
