// verdict: ok
// outcomes: {"P":"waiting","Q":"waiting"}
// findings: none
// claim: Ricart and Agrawala's mutual exclusion keeps two nodes apart, with messages in any order
//
// Who wants in asks the other. That one answers at once, unless it wants in too and asked first: then it answers when it leaves
// (Ricart & Agrawala, "An optimal algorithm for mutual exclusion in computer networks", CACM 1981).

import { asynchronous, mark, node, type Self } from 'happens-before';
import { always } from 'happens-before/check';

export const model = asynchronous({ order: 'none' });

type Body = { readonly asks: number } | 'yes';

export const properties = [
  always('never two at once', (state) => {
    const isIn = (name: string): boolean => state.marks(name).at(-1)?.label === 'enters';
    return !(isIn('P') && isIn('Q'));
  }),
];

/** Enters twice, and then only answers. */
async function enterTwice(self: Self<Body>): Promise<void> {
  const other = self.name === 'P' ? 'Q' : 'P';
  let time = 1;
  let entered = 0;
  let own: number | undefined = time;
  let owesAnswer = false;
  await self.send(other, { asks: time });
  for await (const { body } of self.inbox) {
    if (body === 'yes') {
      await mark('enters');
      await mark('leaves');
      entered++;
      own = undefined;
      if (owesAnswer) await self.send(other, 'yes');
      owesAnswer = false;
      if (entered === 2) continue;
      own = ++time;
      await self.send(other, { asks: own });
    } else {
      time = Math.max(time, body.asks);
      const isFirst = own !== undefined && (own < body.asks || (own === body.asks && self.name < other));
      if (isFirst) owesAnswer = true;
      else await self.send(other, 'yes');
    }
  }
}

export default function ricartAgrawala(): void {
  node<Body>('P', enterTwice);
  node<Body>('Q', enterTwice);
}
