// verdict: violation
// outcomes: {"A":{"$":"undefined"},"B":"waiting","C":"waiting"}
// findings: violation x1
// claim: who asks each node once whether it is idle announces an end that is none
//
// B is idle when it is asked, and then gets work that C had given away before it was asked in turn.

import { mark, node, type Self } from 'happens-before';
import { always } from 'happens-before/check';

type Body = 'work' | 'are you idle?' | 'idle';

export const properties = [
  always('nothing is left when the end is announced', (state) => {
    const count = (what: string): number => state.marks().filter(({ label }) => label === what).length;
    return count('announces') === 0 || count('gives') === count('ends');
  }),
];

async function answer(self: Self<Body>): Promise<void> {
  for await (const { from, body } of self.inbox) {
    if (body === 'are you idle?') await self.send(from, 'idle');
    else await mark('ends');
  }
}

export default function terminationAsked(): void {
  node<Body>('B', answer);
  node<Body>('C', async (self) => {
    await mark('gives');
    await self.send('B', 'work');
    await answer(self);
  });
  node<Body>('A', async (self) => {
    for (const name of ['B', 'C']) await self.send(name, 'are you idle?');
    for (let idle = 0; idle < 2; idle++) await self.inbox.receive();
    await mark('announces');
  });
}
