/** What let a step go. */
import type { Touch } from './footprint.ts';
import { conflicting, isChange } from './footprint.ts';
import { onlyWatches, waitsOn } from './late.ts';
import { changesOf } from './spin.ts';
import type { Step } from './step.ts';
import type { Trail } from './trail.ts';
import { cancelled } from './transition.ts';

/** The steps, by index, that let `step`, the one at `index`, go, which had to wait: it cannot come before them. */
export function enablersOf(step: Step, index: number, trail: Trail): readonly number[] {
  const { transition, waits, footprint } = step;
  const { touches } = footprint;
  const found = [...changeFor(step, index, trail)];
  if (!waits || touches.length < 2) return found;
  const isCancelled = transition.alternative === cancelled;
  for (const { object, place, use } of touches) {
    if ((isCancelled && waitsOn(transition.pending, object)) || onlyWatches(step, object)) continue;
    const uses = trail.uses(object, place);
    for (let at = uses.length - 1; at >= 0; at--) {
      const earlier = uses[at] as Touch;
      if (earlier.missed || earlier.index >= index || !conflicting(earlier.use, use)) continue;
      if (!earlier.releases || !isChange(earlier.use)) break;
      found.push(earlier.index);
      if (earlier.use === 'write') break;
    }
  }
  return found;
}

/** The change without which an operation in a loop would have been held, if there is one: another may let it go too. */
function changeFor({ transition: { pending, sender } }: Step, index: number, trail: Trail): readonly number[] {
  if (pending.spin === undefined || sender !== undefined) return [];
  const [change, ...later] = changesOf(pending.spin, trail, index);
  return change !== undefined && later.every((other) => trail.isAfter(other, change)) ? [change] : [];
}
