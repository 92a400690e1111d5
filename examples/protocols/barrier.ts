// verdict: ok
// outcomes: undefined
// findings: none
// claim: a barrier keeps processes in step: nobody begins a phase before all have ended the one before
//
// Who comes last turns the direction round, and lets those go who wait for that. With it the barrier can be used again.

import { atomic, go, mark } from 'happens-before';
import { always } from 'happens-before/check';

const names = ['P', 'Q', 'R'];
const phases = 2;

export const properties = [
  always('in step', (state) => {
    const ended = (name: string): number => state.marks(name).filter(({ label }) => label === 'ends').length;
    const begun = (name: string): number => state.marks(name).filter(({ label }) => label === 'begins').length;
    return names.every((a) => names.every((b) => begun(a) <= ended(b) + 1));
  }),
];

export default async function barrier(): Promise<void> {
  const missing = atomic(names.length, 'missing');
  const direction = atomic(true, 'direction');
  const arrive = async (own: boolean): Promise<void> => {
    if ((await missing.add(-1)) === 0) {
      await missing.store(names.length);
      await direction.store(own);
    } else {
      while ((await direction.load()) !== own);
    }
  };
  const processes = names.map((name) =>
    go(name, async () => {
      for (let phase = 1; phase <= phases; phase++) {
        await mark('begins', phase);
        await mark('ends', phase);
        if (phase < phases) await arrive(phase % 2 === 0);
      }
    }),
  );
  for (const process of processes) await process.join();
}
