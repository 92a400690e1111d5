/** The clocks that models have. */
import type { Model } from '../trace/model.ts';
import { isTimed, isVirtualTime } from '../trace/model.ts';
import { Clock } from './clock.ts';
import { TimedClock } from './timed/timed-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

export function clockOf(model: Model, ticks: number): Clock {
  if (isVirtualTime(model)) return new VirtualClock(ticks);
  return isTimed(model) ? new TimedClock(ticks) : new Clock(ticks);
}
