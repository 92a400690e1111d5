/** The clock of a component whose times are bounded: the bounds say in which order its timers fire. */
import type { ModelTimer } from '../clock.ts';
import { Clock } from '../clock.ts';

export class TimedClock extends Clock {
  /** Only what was armed at one instant is certain to fire in order of arming. Others that are due at one may go either way. */
  protected override comesFirst(first: ModelTimer, then: ModelTimer): boolean {
    return first.armedStep === then.armedStep && first.armedAt < then.armedAt && first.ms <= then.ms;
  }
}
