// verdict: ok
// outcomes: {"P":"done","Q":"done","R":"done"}
// findings: none
// claim: a synchroniser makes rounds on an asynchronous network: nobody is ever more than a round ahead
//
// Each node sends to all others in every round, and goes on when all others' messages of the round have come (Awerbuch's alpha,
// JACM 1985, on a complete network). What comes for the next round is kept.

import { mark, node, type Self } from 'happens-before';
import { always, eventually } from 'happens-before/check';

const names = ['P', 'Q', 'R'];
const rounds = 2;

export const properties = [
  always('all are in the same round or in the next', (state) => {
    const at = names.map((name) => state.marks(name).length);
    return Math.max(...at) - Math.min(...at) <= 1;
  }),
  eventually('those that do not crash end all rounds', ({ outcome }) =>
    Object.values(outcome?.value ?? { none: 'waiting' }).every((end) => end !== 'waiting'),
  ),
];

async function go(self: Self<number>): Promise<string> {
  const others = names.filter((name) => name !== self.name);
  const came = [0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    for (const other of others) await self.send(other, round);
    while (came[round] !== others.length) {
      const message = await self.inbox.receive();
      if (message !== undefined) came[message.body] = (came[message.body] ?? 0) + 1;
    }
    await mark('ends round', round);
  }
  return 'done';
}

export default function synchroniser(): void {
  for (const name of names) node<number>(name, go);
}
