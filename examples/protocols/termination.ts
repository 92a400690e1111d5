// verdict: ok
// outcomes: {"A":"waiting","B":"waiting","C":"waiting"}
// findings: none
// claim: who counts what is confirmed announces the end only when all work is done and none is on its way
//
// Work makes work. Each node owes a confirmation to whoever first gave it work until it is idle and all that it gave away is
// confirmed; other work it confirms at once (Dijkstra & Scholten, IPL 1980).

import { choose, mark, node, type Self } from 'happens-before';
import { always, eventually } from 'happens-before/check';

/** Work: how many more pieces it may make. */
type Body = number | 'done';

const others: Readonly<Record<string, readonly string[]>> = { A: ['B', 'C'], B: ['C'], C: ['B'] };

export const properties = [
  always('nothing is left when the end is announced', (state) => {
    const count = (what: string): number => state.marks().filter(({ label }) => label === what).length;
    return count('announces') === 0 || count('gives') === count('ends');
  }),
  eventually('the end is announced', (state) => state.marks('A').some(({ label }) => label === 'announces')),
];

async function work(self: Self<Body>): Promise<void> {
  let parent: string | undefined;
  let unconfirmed = 0;
  const give = async (to: string, pieces: number): Promise<void> => {
    unconfirmed++;
    await mark('gives', to);
    await self.send(to, pieces);
  };
  if (self.name === 'A') for (const to of others['A'] ?? []) await give(to, 1);
  for await (const { from, body } of self.inbox) {
    if (body === 'done') {
      unconfirmed--;
    } else {
      const isFirst = parent === undefined;
      if (isFirst) parent = from;
      if (body > 0 && (await choose(true, false))) for (const to of others[self.name] ?? []) await give(to, body - 1);
      await mark('ends');
      if (!isFirst) await self.send(from, 'done');
    }
    if (unconfirmed > 0) continue;
    if (self.name === 'A') await mark('announces');
    else if (parent !== undefined) await self.send(parent, 'done');
    parent = undefined;
  }
}

export default function termination(): void {
  for (const name of Object.keys(others)) node<Body>(name, work);
}
