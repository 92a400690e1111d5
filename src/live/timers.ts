import type { ChannelCore } from '../kernel/channel.ts';
import type { TimerHandle } from '../kernel/driver.ts';
import type { AbortEntry, Cancellable, Source } from './aborts.ts';
import { cancelOnAbort, refusal } from './aborts.ts';
import { offer } from './channels.ts';
import { Alarm, clock } from './clock.ts';
import type { Settlers } from './observer.ts';
import { observed } from './observer.ts';
import { turn } from './turn.ts';

/** A timer or ticker that fills a channel. It keeps the process alive only for those that wait to receive from it. */
export class LiveTimer extends Alarm implements TimerHandle, Source {
  readonly #channel: ChannelCore<number>;
  #period: number | undefined;
  #firings = 0;
  #waiting = 0;

  constructor(channel: ChannelCore<number>, ms: number, period: number | undefined) {
    super();
    this.#channel = channel;
    this.#period = period;
    channel.source = this;
    clock.set(this, ms);
  }

  stop(): Promise<boolean> {
    const wasArmed = this.armed;
    clock.clear(this);
    return turn.value(wasArmed);
  }

  reset(ms: number): Promise<boolean> {
    const wasArmed = this.armed;
    if (this.#period !== undefined) this.#period = Math.max(1, ms);
    clock.set(this, this.#period ?? ms);
    return turn.value(wasArmed);
  }

  await(): void {
    if (++this.#waiting === 1) clock.keep(this, true);
  }

  leave(): void {
    if (--this.#waiting === 0) clock.keep(this, false);
  }

  override goOff(): void {
    if (this.#period !== undefined) clock.setAt(this, nextTick(this.due, this.#period));
    this.deliver(++this.#firings);
  }

  protected deliver(firing: number): void {
    offer(this.#channel, firing);
  }
}

/** The first multiple of `period` after `due` that is still to come: a ticker that was held up makes up for nothing. */
function nextTick(due: number, period: number): number {
  const late = performance.now() - due;
  return due + period * (1 + Math.max(0, Math.floor(late / period)));
}

/** A process that sleeps. */
class Sleep extends Alarm implements Settlers, Cancellable {
  override keepsAlive = true;
  resolve!: (value: unknown) => void;
  reject!: (error: unknown) => void;
  #entry: AbortEntry | undefined = undefined;

  begin(ms: number, signal: AbortSignal | undefined): Promise<unknown> {
    const promise = new Promise<unknown>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    clock.set(this, ms);
    if (signal !== undefined) this.#entry = cancelOnAbort(signal, this);
    if (observed.by !== undefined) observed.by.waits(this, () => 'sleep', { cases: [] });
    return promise;
  }

  override goOff(): void {
    if (this.#entry !== undefined) this.#entry.leave();
    this.resolve(undefined);
  }

  cancel(reason: unknown): void {
    clock.clear(this);
    this.reject(reason);
  }
}

export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal !== undefined) {
    const refused = refusal(signal);
    if (refused !== undefined) return Promise.reject(refused.reason);
  }
  return new Sleep().begin(ms, signal) as Promise<void>;
}
