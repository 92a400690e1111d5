/** What let a step go that had to wait. */
import type { Use } from '../kernel/operation.ts';
import type { Touch } from './footprint.ts';
import { conflicting } from './footprint.ts';
import { waitsOn } from './late.ts';
import { changesOf } from './spin.ts';
import type { Step } from './step.ts';
import type { Trail } from './trail.ts';
import { cancelled } from './transition.ts';

const nothing: readonly never[] = [];

/** The steps that let `step` go, which had to wait: it cannot come before them. */
export function enablersOf(step: Step, index: number, trail: Trail): readonly number[] {
  const { transition, waits } = step;
  const { touches } = step.footprint;
  const enablers: number[] = [];
  const { spin } = transition.pending;
  const isLetGo = spin !== undefined && transition.sender === undefined;
  const [change, ...later] = isLetGo ? changesOf(spin, trail, index) : nothing;
  // Without the first change another may let it go.
  if (change !== undefined && later.every((other) => trail.isAfter(other, change))) enablers.push(change);
  if (!waits || touches.length < 2) return enablers;
  const isCancelled = transition.alternative === cancelled;
  for (const { object, place, use } of touches) {
    if ((isCancelled && waitsOn(transition.pending, object)) || onlyWatches(step, object)) continue;
    const uses = trail.uses(object, place);
    for (let at = uses.length - 1; at >= 0; at--) {
      const earlier = uses[at] as Touch;
      if (earlier.missed || earlier.index >= index || !conflicting(earlier.use, use)) continue;
      if (!earlier.releases || !isChange(earlier.use)) break;
      enablers.push(earlier.index);
      if (earlier.use === 'write') break;
    }
  }
  return enablers;
}

/** Whether a step uses `object` only because an operation that would have gone round once more watches it. */
export function onlyWatches({ transition: { pending, sender } }: Step, object: number): boolean {
  if (object < 0 || (pending.spin === undefined && sender?.spin === undefined)) return false;
  return !waitsOn(pending, object) && (sender === undefined || !waitsOn(sender, object));
}

export function isChange(use: Use): boolean {
  return use !== 'guard' && use !== 'read';
}
