// verdict: ok
// outcomes: {"P":101,"Q":99}
// findings: none
// claim: the cut that Chandy and Lamport's snapshot takes is consistent where channels are fifo
//
// P and Q send each other money while a snapshot is taken: each records what it has when it begins or first gets a marker, sends
// a marker on, and records what arrives until the other's marker. No money is missed or counted twice (ACM TOCS 1985).

import { node, type Self } from 'happens-before';
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
  await pay(10);
  if (begins) await record();
  await pay(1);
  for await (const { body } of self.inbox) {
    if (body === 'marker') {
      if (recorded === undefined) await record();
      break;
    }
    money += body;
    if (recorded !== undefined) recorded += body;
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
