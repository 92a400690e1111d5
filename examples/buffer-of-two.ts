// verdict: ok
// outcomes: "all out"
// findings: none
//
// Two processes with room for a value each, one behind the other, are a buffer of two: whatever can be seen of them can
// be seen of a channel with two places.

import { chan, go, mark } from 'happens-before';
import { refines } from 'happens-before/check';

const values = [1, 2, 3];

export default async function relays(): Promise<string> {
  const [input, between, output] = [chan<number>(), chan<number>(), chan<number>()];
  go('first', async () => {
    for await (const value of input) await between.send(value);
    await between.close();
  });
  go('second', async () => {
    for await (const value of between) await output.send(value);
    await output.close();
  });
  go('source', async () => {
    for (const value of values) {
      await mark('in', value);
      await input.send(value);
    }
    await input.close();
  });
  for await (const value of output) await mark('out', value);
  return 'all out';
}

export async function channel(): Promise<void> {
  const places = chan<number>(2);
  go('source', async () => {
    for (const value of values) {
      await mark('in', value);
      await places.send(value);
    }
    await places.close();
  });
  for await (const value of places) await mark('out', value);
}

export const properties = [refines(relays, channel)];
