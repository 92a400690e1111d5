import { driver } from '../kernel/driver.ts';
import { ChannelFacade } from './channel.ts';
import type { ReceiveChannel, WaitOptions } from './channel.ts';

/** A timer in hand, as Go's. */
export interface Timer {
  /** Receives, at each firing, how often it has fired. Holds one value: a firing nobody took is not added to. */
  readonly channel: ReceiveChannel<number>;
  /** Disarms it and says whether it was armed; a value already in the channel stays there. */
  stop(): Promise<boolean>;
  /** Arms it anew for `ms` milliseconds from now and says whether it was armed. */
  reset(ms: number): Promise<boolean>;
}

/** The longest time a timer can be set for, in milliseconds: what the platform's timers hold. */
const longest = 2 ** 31 - 1;

function checkTime(call: string, ms: number, least: number): void {
  if (typeof ms === 'number' && ms >= least && ms <= longest) return;
  throw new RangeError(`${call}(${String(ms)}): milliseconds from ${least} to ${longest} are needed`);
}

function arm(ms: number, period: number | undefined, name: string): Timer {
  const by = driver();
  const core = by.channel<number>(1, name);
  const handle = by.timer(core, ms, period);
  return {
    channel: new ChannelFacade(core, by),
    stop: () => handle.stop(),
    reset: (next) => {
      checkTime('reset', next, 0);
      return handle.reset(next);
    },
  };
}

/**
 * A channel that receives one value `ms` milliseconds from now. Creating it comes before its firing (rule 15).
 * A timer nobody waits on keeps no process alive.
 *
 * @param ms from 0 to 2^31 − 1. @throws RangeError otherwise.
 */
export function after(ms: number): ReceiveChannel<number> {
  checkTime('after', ms, 0);
  return arm(ms, undefined, `after(${ms})`).channel;
}

/** Like `after`, in hand: it can be stopped and reset. */
export function timer(ms: number): Timer {
  checkTime('timer', ms, 0);
  return arm(ms, undefined, `timer(${ms})`);
}

/** A ticker: fires every `ms` milliseconds, from 1, until stopped. A tick nobody took in time is dropped. */
export function every(ms: number): Timer {
  checkTime('every', ms, 1);
  return arm(ms, ms, `every(${ms})`);
}

/** Waits `ms` milliseconds. @throws the signal's reason when cancelled. */
export function sleep(ms: number, options?: WaitOptions): Promise<void> {
  checkTime('sleep', ms, 0);
  return driver().sleep(ms, options?.signal);
}
