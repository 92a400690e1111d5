// verdict: violation
// outcomes: {"node 1":1,"node 2":1,"node 3":1}
// findings: violation x1
// variants: 32
// claim: nodes without names stay alike in a ring, and so elect all or none
//
// All run one program: in each round a node tells the next its state, is told that of the one before, and looks up its new state
// in a table. The variants are all tables for two states, and either state to begin with (Angluin, STOC 1980).

import { node, type Self } from 'happens-before';
import { always } from 'happens-before/check';

const size = 3;
const rounds = 2;
const names = Array.from({ length: size }, (_, at) => `node ${at + 1}`);

export const properties = [
  always('one is elected', ({ outcome }) => {
    if (outcome === undefined) return true;
    return Object.values(outcome.value as Record<string, number>).filter((state) => state === 1).length === 1;
  }),
];

/** `table`: the new state for each pair of own state and heard state, as four bits. */
const election = (table: number, first: number) => (): void => {
  const run =
    (next: string) =>
    async (self: Self<number>): Promise<number> => {
      let state = first;
      for (let round = 0; round < rounds; round++) {
        await self.send(next, state);
        const heard = (await self.inbox.receive())?.body ?? 0;
        state = (table >> (2 * state + heard)) & 1;
      }
      return state;
    };
  for (const [at, name] of names.entries()) node<number>(name, run(names[(at + 1) % size] ?? name));
};

export const variants = Array.from({ length: 32 }, (_, at) => ({ program: election(at >> 1, at & 1), properties }));

export default election(0b1110, 1);
