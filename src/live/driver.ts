import type { CancellationCore } from '../kernel/cancellation.ts';
import type { Case } from '../kernel/channel.ts';
import { ChannelCore } from '../kernel/channel.ts';
import type { Driver, QuickSelect, TimerHandle } from '../kernel/driver.ts';
import type { Operation } from '../kernel/operation.ts';
import type { ProcessCore } from '../kernel/process.ts';
import { cancelAfter, cancelWith } from './cancellations.ts';
import { canGo, go, next, receive, select, send, tryReceive, trySend } from './channels.ts';
import { draw } from './draw.ts';
import { Performer } from './operations.ts';
import { spawn } from './processes.ts';
import { LiveTimer, sleep } from './timers.ts';
import { turn } from './turn.ts';

/** Runs programs for real: what can go, goes at once. */
export class LiveDriver implements Driver {
  readonly quick: QuickSelect = { canGo, draw, go };
  readonly #performer = new Performer();

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
