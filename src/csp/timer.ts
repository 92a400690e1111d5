import { driver } from '../kernel/driver.ts';
import type { ReceiveChannel, WaitOptions } from './channel.ts';
import { ChannelFacade } from './channel.ts';

/** A timer in hand, as Go's. */
export interface Timer {
  /** Receives, at each firing, how often it has fired. Holds one value: a firing that finds one there adds none. */
  readonly channel: ReceiveChannel<number>;
  /** Disarms it and says whether it was armed; a value already in the channel stays there. Never waits, orders nothing. */
  stop(): Promise<boolean>;
  /**
   * Arms it anew for `ms` milliseconds from now, a ticker for one such interval and then its own, and says whether it was
   * armed. Never waits; comes before its firing (rule 15).
   *
   * @param ms from 0 to 2^31 − 1.
   * @throws RangeError otherwise.
   */
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
 * Makes a channel that receives one value `ms` milliseconds from now. Waits for nothing; making it comes before its firing
 * (rule 15). One that nobody waits on keeps nothing alive.
 *
 * @param ms from 0 to 2^31 − 1.
 * @throws RangeError otherwise.
 * @example
 * const answers = chan<string>()
 * const got = await select({ answer: answers, late: after(10) })
 * console.log(got.case) // late
 */
export function after(ms: number): ReceiveChannel<number> {
  checkTime('after', ms, 0);
  return arm(ms, undefined, `after(${ms})`).channel;
}

/**
 * Makes what `after` makes, in hand: it can be stopped and reset. Waits for nothing; making it comes before its firing
 * (rule 15).
 *
 * @param ms from 0 to 2^31 − 1.
 * @throws RangeError otherwise.
 * @example
 * const patience = timer(10_000)
 * console.log(await patience.stop()) // true
 * console.log(await patience.stop()) // false
 */
export function timer(ms: number): Timer {
  checkTime('timer', ms, 0);
  return arm(ms, undefined, `timer(${ms})`);
}

/**
 * Makes a ticker: it fires every `ms` milliseconds until it is stopped, and a tick that finds the last one not taken is
 * dropped. Waits for nothing; making it comes before its firings (rule 15).
 *
 * @param ms from 1 to 2^31 − 1.
 * @throws RangeError otherwise.
 * @example
 * const ticker = every(5)
 * console.log(await ticker.channel.receive()) // 1
 * await ticker.stop()
 */
export function every(ms: number): Timer {
  checkTime('every', ms, 1);
  return arm(ms, ms, `every(${ms})`);
}

/**
 * Waits `ms` milliseconds; time alone wakes it, and that it has passed orders nothing (rule 15).
 *
 * @param ms from 0 to 2^31 − 1.
 * @throws RangeError otherwise.
 * @throws the signal's reason when cancelled.
 * @example
 * await sleep(5)
 */
export function sleep(ms: number, options?: WaitOptions): Promise<void> {
  checkTime('sleep', ms, 0);
  return driver().sleep(ms, options?.signal);
}
