// verdict: ok
// outcomes: {"P":"waiting","Q":"waiting","R":"waiting"}
// findings: none
// claim: Lamport's mutual exclusion keeps nodes apart where channels are fifo
//
// Who wants in tells the others with a time stamp, and waits until its own request is the first it knows of and it has heard
// something later from everybody (Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM 1978).

import { mark, node, type Self } from 'happens-before';
import { always } from 'happens-before/check';

interface Body {
  readonly kind: 'request' | 'answer' | 'release';
  readonly time: number;
}

const names = ['P', 'Q', 'R'];
const wantIn = ['P', 'Q'];

export const properties = [
  always('never two at once', (state) => {
    const inside = wantIn.filter((name) => state.marks(name).at(-1)?.label === 'enters');
    return inside.length < 2;
  }),
];

/** Whether the request of `a` at one time comes before that of `b` at another. */
function isBefore(time: number, a: string, other: number, b: string): boolean {
  return time < other || (time === other && a < b);
}

async function enterOnce(self: Self<Body>): Promise<void> {
  const others = names.filter((name) => name !== self.name);
  const requests = new Map<string, number>();
  const latest = new Map<string, number>();
  let time = 1;
  const tell = async (kind: Body['kind']): Promise<void> => {
    for (const other of others) await self.send(other, { kind, time });
  };
  if (wantIn.includes(self.name)) {
    requests.set(self.name, time);
    await tell('request');
  }
  for await (const { from, body } of self.inbox) {
    time = Math.max(time, body.time) + 1;
    latest.set(from, body.time);
    if (body.kind === 'release') requests.delete(from);
    if (body.kind === 'request') {
      requests.set(from, body.time);
      await self.send(from, { kind: 'answer', time });
    }
    const own = requests.get(self.name);
    if (own === undefined || !others.every((other) => isBefore(own, self.name, latest.get(other) ?? 0, other)))
      continue;
    if (!others.every((other) => isBefore(own, self.name, requests.get(other) ?? Infinity, other))) continue;
    await mark('enters');
    await mark('leaves');
    requests.delete(self.name);
    await tell('release');
  }
}

export default function lamportMutex(): void {
  for (const name of names) node<Body>(name, enterOnce);
}
