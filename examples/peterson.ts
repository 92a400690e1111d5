// verdict: ok
// outcomes: 2
// findings: none
//
// Peterson's algorithm: two processes keep out of each other's way with nothing but loads and stores. Each says that it
// wants to go in, and then lets the other go first.

import { atomic, go, mark } from 'happens-before';
import { always, type State } from 'happens-before/check';

const isIn = (state: State, process: string): boolean => state.marks(process).at(-1)?.label === 'in';

export const properties = [always('one at a time', (state) => !(isIn(state, 'P') && isIn(state, 'Q')))];

export default async function peterson(): Promise<number> {
  const wants = [atomic(false), atomic(false)] as const;
  const turn = atomic(0);
  const visits = atomic(0);
  const visit = async (me: 0 | 1): Promise<void> => {
    const other = me === 0 ? 1 : 0;
    await wants[me].store(true);
    await turn.store(other);
    while ((await wants[other].load()) && (await turn.load()) === other);
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
