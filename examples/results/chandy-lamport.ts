// verdict: ok
// outcomes: {"P":100,"Q":100}, {"P":101,"Q":99}, {"P":110,"Q":90}
// findings: none
// claim: the cut that Chandy and Lamport's snapshot takes is consistent where channels are fifo
//
// P and Q send each other money while a snapshot is taken: each records what it has when it begins or first gets a marker, sends
// a marker on, and records what arrives until the other's marker. No money is missed or counted twice (ACM TOCS 1985).

import { choose, node, type Self } from 'happens-before';
import { always } from 'happens-before/check';

type Body = number | 'marker';

const each = 100;

async function bank(self: Self<Body>, begins: boolean): Promise<number> {
  const other = self.name === 'P' ? 'Q' : 'P';
  let money = each;
  let recorded: number | undefined;
  const pay = async (amount: number): Promise<void> => {
    money -= amount;
    await self.send(other, amount);
  };
  const record = async (): Promise<void> => {
    recorded = money;
    await self.send(other, 'marker');
  };
  // The one that begins does so at any time: before it pays, after that, or later.
  const turn = begins ? await choose(0, 1, 2) : undefined;
  if (turn === 0) await record();
  await pay(10);
  if (turn === 1) await record();
  for await (const { body } of self.inbox) {
    if (body === 'marker') {
      if (recorded === undefined) await record();
      break;
    }
    money += body;
    if (recorded !== undefined) recorded += body;
    if (body === 10) await pay(1);
    if (turn === 2 && recorded === undefined) await record();
  }
  return recorded ?? Number.NaN;
}

export const properties = [
  always('all the money is on the cut', ({ outcome }) => {
    const { P, Q } = (outcome?.value ?? { P: each, Q: each }) as Record<'P' | 'Q', number>;
    return P + Q === 2 * each;
  }),
];

export default function chandyLamport(): void {
  node<Body>('P', (self) => bank(self, true));
  node<Body>('Q', (self) => bank(self, false));
}
