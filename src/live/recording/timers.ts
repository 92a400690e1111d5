import type { ChannelCore } from '../../kernel/channel.ts';
import { Operation, Slot } from '../../kernel/operation.ts';
import { clock } from '../clock.ts';
import { LiveTimer } from '../timers.ts';
import type { Exchange } from './exchange.ts';
import type { Recorder } from './recorder.ts';

/** A timer whose arming comes before its firing (rule 15). */
export class RecordedTimer extends LiveTimer {
  readonly #recorder: Recorder;
  readonly #exchange: Exchange;
  readonly #channel: ChannelCore<number>;
  readonly #owner: number;
  readonly #arming = new Slot();

  constructor(recorder: Recorder, exchange: Exchange, channel: ChannelCore<number>, ms: number, period?: number) {
    super(channel, ms, period);
    const { process, point } = recorder.running();
    this.#recorder = recorder;
    this.#exchange = exchange;
    this.#channel = channel;
    this.#owner = process;
    this.#arming.clock = point;
  }

  override stop(): Promise<boolean> {
    return this.#set(new Operation('stop', this.#channel), () => clock.clear(this));
  }

  override reset(ms: number): Promise<boolean> {
    return this.#set(new Operation('reset', this.#channel), () => {
      void super.reset(ms);
      this.#recorder.publish(this.#arming);
    });
  }

  protected override deliver(firing: number): void {
    this.#exchange.fire(this.#channel, firing, this.#arming, this.#owner);
  }

  #set(operation: Operation, set: () => void): Promise<boolean> {
    const recorder = this.#recorder;
    const call = recorder.call(operation);
    recorder.happen([[call, undefined]], call.past, () => {
      const wasArmed = this.armed;
      set();
      recorder.complete(operation, wasArmed);
    });
    return recorder.result(call) as Promise<boolean>;
  }
}

/** The timer of a process that sleeps: of no use once that waits no more. */
export class SleepTimer extends RecordedTimer {
  override leave(): void {
    super.leave();
    clock.clear(this);
  }
}
