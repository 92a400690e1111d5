// verdict: ok
// outcomes: {"P":"waiting","Q":"waiting"}
// findings: none
// claim: Lamport's mutual exclusion keeps two nodes apart where channels are fifo
//
// Who wants in tells the other with a time stamp and waits until its own request is the first it knows of and the other has
// answered something later (Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM 1978).

import { mark, node, type Self } from 'happens-before';
import { always } from 'happens-before/check';

type Kind = 'request' | 'answer' | 'release';
type Body = { readonly kind: Kind; readonly time: number };

/** Whether the request of `a` at time `at` comes before that of `b`. */
const isBefore = (at: number, a: string, other: number, b: string): boolean => at < other || (at === other && a < b);

async function enterOnce(self: Self<Body>): Promise<void> {
  const other = self.name === 'P' ? 'Q' : 'P';
  let time = 1;
  let own: number | undefined = time;
  let theirs: number | undefined;
  let heard = 0;
  await self.send(other, { kind: 'request', time });
  for await (const { body } of self.inbox) {
    time = Math.max(time, body.time) + 1;
    heard = body.time;
    if (body.kind === 'release') theirs = undefined;
    if (body.kind === 'request') {
      theirs = body.time;
      await self.send(other, { kind: 'answer', time: ++time });
    }
    if (own === undefined || !isBefore(own, self.name, heard, other)) continue;
    if (theirs !== undefined && !isBefore(own, self.name, theirs, other)) continue;
    await mark('enters');
    await mark('leaves');
    own = undefined;
    await self.send(other, { kind: 'release', time: ++time });
  }
}

export const properties = [
  always('never two at once', (state) => {
    const isIn = (name: string): boolean => state.marks(name).at(-1)?.label === 'enters';
    return !(isIn('P') && isIn('Q'));
  }),
];

export default function lamportMutex(): void {
  node<Body>('P', enterOnce);
  node<Body>('Q', enterOnce);
}
