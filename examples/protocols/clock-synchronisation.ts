// verdict: ok
// outcomes: {"P":5,"Q":5}
// findings: none
// claim: clocks that drift stay within one round of each other when one is set by the other in every round
//
// A round is 10 on the clock of whoever counts it. Q sets itself by P: when P's message of a round comes, it is in that round at
// least, and counts 10 from there.

import { after, mark, never, node, type Self, select, sleep, synchronous } from 'happens-before';
import { always } from 'happens-before/check';

export const model = synchronous({ delay: [0, 1], step: [0, 0], drift: 0.3 });

const rounds = 5;
const period = 10;

export const properties = [
  always('within one round', (state) => {
    const roundOf = (name: string): number => state.marks(name).length;
    return Math.abs(roundOf('P') - roundOf('Q')) <= 1;
  }),
];

async function tell(self: Self<number>): Promise<number> {
  for (let round = 1; round <= rounds; round++) {
    await sleep(period);
    await mark('round', round);
    await self.send('Q', round);
  }
  return rounds;
}

const count =
  (isSet: boolean) =>
  async (self: Self<number>): Promise<number> => {
    let round = 0;
    while (round < rounds) {
      const got = await select({ told: isSet ? self.inbox : never, next: after(period) });
      const now = got.case === 'told' ? Math.max(round, got.value?.body ?? 0) : round + 1;
      while (round < now) await mark('round', ++round);
    }
    return round;
  };

export const counting = (isSet: boolean) => (): void => {
  node<number>('P', tell);
  node<number>('Q', count(isSet));
};

export default counting(true);
