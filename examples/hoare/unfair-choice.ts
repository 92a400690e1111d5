// verdict: ok
// outcomes: 0, 1, 2, 3
// findings: none
//
// Hoare 1978, 7: the choice among ready guards need not be fair. Told to stop, Y may still count on as often as its other
// guard holds; here that is three times, and in the paper for ever.

import { chan, go, select } from 'happens-before';

export default async function unfairChoice(): Promise<number> {
  const stop = chan<true>(0, 'stop');
  const turns = chan<true>(3, 'turns');
  for (let turn = 0; turn < 3; turn++) await turns.send(true);
  go('X', () => stop.send(true));
  let n = 0;
  while ((await select({ stop, turns })).case === 'turns') n += 1;
  return n;
}
