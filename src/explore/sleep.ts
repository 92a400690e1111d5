/** What sleeps at a node: it was explored there or above, and need not happen again until something conflicts with it. */
import type { Execution } from './execution.ts';
import { hasGuard } from './footprint.ts';
import type { Node, Sleeper } from './path.ts';
import type { Transition, TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** Those of `sleepers` that the step taken at `node` leaves asleep: the same list when it leaves all. */
export function leftAsleep(sleepers: readonly Sleeper[], node: Node): readonly Sleeper[] {
  let left: Sleeper[] | undefined;
  for (let at = 0; at < sleepers.length; at++) {
    const sleeper = sleepers[at] as Sleeper;
    if (!node.leavesAsleep(sleeper)) left ??= sleepers.slice(0, at);
    else left?.push(sleeper);
  }
  return left ?? sleepers;
}

/** Whether `transition` sleeps. */
export function isAsleep(transition: TransitionName, sleep: readonly Sleeper[]): boolean {
  for (let at = 0; at < sleep.length; at++) if (sameTransition((sleep[at] as Sleeper).name, transition)) return true;
  return false;
}

/** What sleeps at a node and could have gone otherwise, and is made impossible by what is chosen: as it stands before that happens. */
export function missedBy({ sleep, chosen }: Node, execution: Execution): readonly Transition[] {
  for (let at = 0; at < sleep.length; at++) {
    const { name, footprint } = sleep[at] as Sleeper;
    if (shareOperation(name, chosen) && hasGuard(footprint))
      return execution.transitions().filter((other) => shareOperation(other, chosen));
  }
  return [];
}
