/** The next node of a planned sequence. */
import type { Branch, Sleeper } from './path.ts';
import { leaveFree, Node } from './path.ts';
import type { TransitionName } from './transition.ts';
import { sameTransition, shareOperation } from './transition.ts';

/** A node that does what was planned; undefined when some of that cannot be done. */
export function guidedNode(
  enabled: readonly TransitionName[],
  sleep: readonly Sleeper[],
  guide: readonly Branch[],
): Node | undefined {
  const planned: Branch[] = [];
  const others: Branch[] = [];
  for (const branch of guide) {
    if (enabled.some((name) => sameTransition(name, branch.name))) planned.push({ ...branch });
    else if (branch.children.length === 0) others.push(branch);
    else return undefined;
  }
  // The operation a sequence ends with may have to go in another way than where it was seen.
  for (const branch of others) {
    const ways = enabled.filter((name) => shareOperation(name, branch.name));
    if (ways.length === 0) return undefined;
    for (const name of ways) {
      const same = planned.find((one) => sameTransition(one.name, name));
      if (same === undefined) planned.push({ ...branch, name });
      else leaveFree([same]);
    }
  }
  const [first, ...rest] = planned.filter(({ name }) => !sleep.some((one) => sameTransition(one.name, name)));
  if (first === undefined) return undefined;
  const node = new Node(enabled, sleep, first.name, false);
  node.guided = !first.free;
  node.guide = first.children;
  for (const branch of rest) node.plan(branch);
  return node;
}
