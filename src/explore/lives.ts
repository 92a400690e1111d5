/** What is planned where nodes may crash, or be cut off. */
import type { Tracker } from './context.ts';
import { Touch } from './footprint.ts';
import { isAdverse, isOptional } from './network.ts';
import type { Node, Wanted } from './path.ts';
import { nodePlace } from './places.ts';
import type { Trail } from './trail.ts';

/**
 * Steps between `index` and `end` that may as well not happen, and that what is planned does not come after: with them in it,
 * the plan would be for their sake alone.
 */
export function needlessSteps(
  path: readonly Node[],
  trail: Trail,
  tracker: Tracker,
  index: number,
  end: number,
  last: readonly Wanted[],
): readonly number[] {
  const pasts: (readonly number[])[] = [];
  for (const { name } of last) {
    for (const identity of [name.identity, name.partner]) {
      const pending = identity === -1 ? undefined : tracker.holder(identity);
      if (pending !== undefined) pasts.push(pending.past.trace);
    }
  }
  const needless: number[] = [];
  for (let at = index + 1; at < Math.min(end, trail.length); at++) {
    const { step } = path[at] as Node;
    if (step === undefined || !isOptional(step.transition)) continue;
    if (!pasts.some((past) => trail.isBefore(at, past))) needless.push(at);
  }
  return needless;
}

/** The sequence, each step of which is part of the life of its node, also one that never was. */
export function withLives(sequence: readonly Wanted[], tracker: Tracker): readonly Wanted[] {
  return sequence.map((wanted) => withLife(wanted, tracker));
}

function withLife(wanted: Wanted, tracker: Tracker): Wanted {
  const { name, footprint } = wanted;
  const pending = tracker.holder(name.identity);
  const node = pending?.process.node;
  if (pending === undefined || footprint === undefined || node?.isMortal !== true || isAdverse(pending)) return wanted;
  const { id } = node.core;
  if (footprint.touches.some(({ object, place }) => object === id && place === nodePlace.life)) return wanted;
  const touches = [...footprint.touches, new Touch(id, nodePlace.life, 'read')];
  return { name, footprint: { ...footprint, touches } };
}
