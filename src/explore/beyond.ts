/** What need not happen: a crash, a cut of the network. It is tried once an execution is over, and earlier where that is planned. */
import { isOptional } from './network.ts';
import type { Branch, Sleeper } from './path.ts';
import { Node } from './path.ts';
import type { Transition, TransitionName } from './transition.ts';
import { nameOf, sameTransition } from './transition.ts';

/** Stands for no step where there is none to take but optional ones. */
const nowhere: TransitionName = { identity: 0, alternative: 0, partner: -1, partnerAlternative: -1 };

/** A node where an execution was over, to try what could still happen there; undefined where that was tried. */
export function nodeBeyond(
  optional: readonly Transition[],
  sleep: readonly Sleeper[],
  guide: readonly Branch[] = [],
): Node | undefined {
  const node = new Node(optional.map(nameOf), sleep, nowhere, false);
  for (const branch of guide) node.plan({ ...branch });
  node.addAll();
  return node.branches.length > 0 ? node : undefined;
}

/** Whether what follows was left to the search, and was planned since with what need not happen: both are to be tried. */
export function isLeftTo(guide: readonly Branch[], transitions: readonly Transition[]): boolean {
  const free = guide.filter((branch) => branch.free);
  const isNeedless = ({ name }: Branch): boolean =>
    transitions.some((transition) => isOptional(transition) && sameTransition(transition, name));
  return free.length > 0 && free.every(isNeedless);
}
