// verdict: violation
// outcomes: 2
// findings: violation x1
//
// Peterson's algorithm without its turn: each looks whether the other wants to go in before it says so itself, so that
// both may see that nobody does.

import { atomic, go, mark } from 'happens-before';
import { always, type State } from 'happens-before/check';

const isIn = (state: State, process: string): boolean => state.marks(process).at(-1)?.label === 'in';

export const properties = [always('one at a time', (state) => !(isIn(state, 'P') && isIn(state, 'Q')))];

export default async function noTurn(): Promise<number> {
  const wants = [atomic(false), atomic(false)] as const;
  const visits = atomic(0);
  const visit = async (me: 0 | 1): Promise<void> => {
    while (await wants[me === 0 ? 1 : 0].load());
    await wants[me].store(true);
    await mark('in');
    await visits.add(1);
    await mark('out');
    await wants[me].store(false);
  };
  const p = go('P', () => visit(0));
  const q = go('Q', () => visit(1));
  await p.join();
  await q.join();
  return visits.load();
}
