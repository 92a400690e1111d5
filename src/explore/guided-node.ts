/** The next node of a planned sequence. */
import type { Branch, Sleeper } from './path.ts';
import { Node } from './path.ts';
import type { TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** A node that does what was planned; undefined when some of that cannot be done. */
export function guidedNode(
  enabled: readonly TransitionName[],
  sleep: readonly Sleeper[],
  guide: readonly Branch[],
): Node | undefined {
  let node: Node | undefined;
  for (const { name, footprint, children, free } of guide) {
    const exact = enabled.filter((other) => sameTransition(other, name));
    const isLast = children.length === 0;
    // The operation a sequence ends with may have to go in another way than where it was seen.
    const found = exact.length > 0 || !isLast ? exact : enabled.filter((other) => shareOperation(other, name));
    if (found.length === 0) return undefined;
    for (const chosen of found) {
      if (sleep.some((sleeper) => sameTransition(sleeper.name, chosen))) continue;
      if (node === undefined) {
        node = new Node(enabled, sleep, chosen, false);
        node.guided = !free;
        node.guide = children;
      } else if (!node.tries(chosen)) node.plan({ name: chosen, footprint, children, since: 0, free });
    }
  }
  return node;
}
