/** Which receives from an inbox could have taken what is sent only after them. */
import { sendsTo } from './inbox.ts';
import type { Node } from './path.ts';
import type { Step } from './step.ts';
import type { Trail } from './trail.ts';
import type { TransitionName } from './transition.ts';
import { nameOf } from './transition.ts';

/** Whether the send at `index` has an unordered one before it, on a channel that could be an inbox. */
export function isContended(
  index: number,
  { object, transition }: Step,
  path: readonly Node[],
  trail: Trail,
  crowded: ReadonlySet<number>,
): boolean {
  if (!('capacity' in object) || object.capacity !== Infinity || crowded.has(object.id)) return false;
  for (let at = 0; at < index; at++) {
    if (sendsTo((path[at] as Node).step as Step, object.id) && !trail.isBefore(at, transition.pending.past.trace))
      return true;
  }
  return false;
}

/**
 * The receives before the send at `index` that could come after it, each with the name it would have, taking what that
 * sends: nothing may come before it then that waits too.
 */
export function earlierTakes(
  index: number,
  { object, transition }: Step,
  path: readonly Node[],
  trail: Trail,
): (readonly [index: number, name: TransitionName])[] {
  const before = new Set<number>();
  const takes: number[] = [];
  for (let at = 0; at < index; at++) {
    const step = (path[at] as Node).step as Step;
    if (step.object.id !== object.id) continue;
    if (sendsTo(step, object.id) && trail.isAfter(index, at)) before.add(step.transition.identity);
    if (step.transition.message !== undefined) takes.push(at);
  }
  const names: (readonly [number, TransitionName])[] = [];
  for (const at of takes) {
    const take = ((path[at] as Node).step as Step).transition;
    if (before.size === 0 && !trail.isAfter(index, at))
      names.push([at, { ...nameOf(take), partner: transition.identity }]);
    before.delete(take.partner);
  }
  return names;
}
