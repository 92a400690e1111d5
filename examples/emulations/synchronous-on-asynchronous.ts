// verdict: ok
// outcomes: {"P":1,"Q":1,"R":1}
// findings: none
// claim: a synchronous system on an asynchronous one: a synchroniser does what rounds in lockstep do
//
// In every round each node tells all others the least value that it has heard of. In lockstep all do so at once, and then the
// round is over; on messages that take any time a node goes on when those of its round have come.

import { go, mark, node, type Self } from 'happens-before';
import { refines } from 'happens-before/check';

interface Body {
  readonly round: number;
  readonly least: number;
}

const values = { P: 3, Q: 1, R: 2 };
const names = Object.keys(values) as readonly (keyof typeof values)[];
const rounds = 2;

async function inLockstep(): Promise<void> {
  const known = Object.values(values);
  for (let round = 1; round <= rounds; round++) {
    known.fill(Math.min(...known));
    // Within a round nobody is first.
    const ends = names.map((name, at) => go(name, () => mark(`${name} ends round ${round}`, known[at])));
    for (const end of ends) await end.join();
  }
}

function synchronised(): void {
  for (const name of names) node<Body, number>(name, (self) => run(self, values[name]));
}

async function run(self: Self<Body>, value: number): Promise<number> {
  const others = names.filter((name) => name !== self.name);
  const heard: number[][] = [];
  let least = value;
  for (let round = 1; round <= rounds; round++) {
    for (const other of others) await self.send(other, { round, least });
    for await (const { body } of self.inbox) {
      // Whoever is ahead may send for the next round already.
      heard[body.round] = [...(heard[body.round] ?? []), body.least];
      if (heard[round]?.length === others.length) break;
    }
    least = Math.min(least, ...(heard[round] ?? []));
    await mark(`${self.name} ends round ${round}`, least);
  }
  return least;
}

export const properties = [refines(synchronised, inLockstep, { name: 'rounds in lockstep' })];

export default synchronised;
