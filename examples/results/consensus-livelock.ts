// verdict: livelock
// outcomes: "P decides 0 and Q 0", "P decides 1 and Q 1"
// findings: livelock x1
// run: --strategy cached
// live: goes on for ever
// claim: a consensus program that is never wrong can go on undecided for ever, with nobody being put off
//
// P and Q write down what they are for and look at what the other is for. Who finds the same decides; who does not goes over to
// the other side. The round in which both go over is the fair lasso on which both outcomes stay possible (Fischer, Lynch &
// Paterson, JACM 1985).

import { atomic, checkpoint, go } from 'happens-before';

export default async function consensusLivelock(): Promise<string> {
  const sides = {
    P: atomic<number | undefined>(undefined, 'P is for'),
    Q: atomic<number | undefined>(undefined, 'Q is for'),
  };
  const decide = async (own: 'P' | 'Q', other: 'P' | 'Q', first: number): Promise<number> => {
    for (let side = first; ; ) {
      await checkpoint(side);
      await sides[own].store(side);
      const seen = await sides[other].load();
      if (seen === undefined || seen === side) return side;
      side = seen;
    }
  };
  const p = go('P', () => decide('P', 'Q', 0));
  const q = go('Q', () => decide('Q', 'P', 1));
  return `P decides ${await p.join()} and Q ${await q.join()}`;
}
