// verdict: ok
// outcomes: [1,2,10], [1,10,2], [10,1,2]
// findings: none
// run: --expect '[{"returned":[1,2,10]},{"returned":[1,10,2]},{"returned":[10,1,2]}]'
//
// Hoare 1978, 7: a process that takes from several sources ends when all of them have ended. The guard of one that has ended
// fails, and it takes from the other alone.

import { chan, go, never, select } from 'happens-before';

export async function merge(left: readonly number[], right: readonly number[]): Promise<number[]> {
  const sources = [left, right].map((values, i) => {
    const channel = chan<number>(0, `source ${i}`);
    go(`source ${i}`, async () => {
      for (const value of values) await channel.send(value);
      await channel.close();
    });
    return channel;
  });
  let [a, b] = [sources[0] ?? never, sources[1] ?? never];
  const merged: number[] = [];
  while (a !== never || b !== never) {
    const taken = await select({ a, b });
    if (taken.value !== undefined) merged.push(taken.value);
    else if (taken.case === 'a') a = never;
    else b = never;
  }
  return merged;
}

export default function endingProgram(): Promise<number[]> {
  return merge([1, 2], [10]);
}
