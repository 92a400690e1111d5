/** Whether an operation can go by a timer that fires, at an instant of virtual time. */
import { ModelTimer } from './clock.ts';
import { requestOf } from './request.ts';
import type { Pending } from './transition.ts';

/**
 * Whether `alternative` of `pending` can have been possible at `instant`, as far as timers are concerned: one that fires in
 * it was due by then at some time. Where time is not known, it always can.
 */
export function mayBeDue(pending: Pending, alternative: number, instant: number): boolean {
  const timer = timerOf(pending, alternative);
  return timer?.earliest === undefined || timer.earliest <= instant;
}

/** The timer that fires, if it has not yet, in that alternative. */
function timerOf(pending: Pending, alternative: number): ModelTimer | undefined {
  const { kind, argument } = pending.operation;
  switch (kind) {
    case 'fire':
      return argument as ModelTimer;
    case 'stop':
    case 'reset':
      return alternative === 1 ? (argument as { timer: ModelTimer }).timer : undefined;
    default: {
      const source = requestOf(pending)?.cases[alternative]?.channel.source;
      return source instanceof ModelTimer ? source : undefined;
    }
  }
}
