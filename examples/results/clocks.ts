// verdict: ok
// outcomes: {"P":"waiting","Q":"waiting","R":"waiting"}
// findings: none
// claim: Lamport clocks go up along happens-before; vector clocks do if and only if
//
// Three nodes count events in both ways. Each event also knows the names of all that came before it, which is happens-before by
// its definition (Lamport 1978; Fidge 1988; Mattern 1989).

import { mark, node, type Self } from 'happens-before';
import { always, type State } from 'happens-before/check';

interface Stamp {
  readonly name: string;
  readonly lamport: number;
  readonly vector: readonly number[];
  readonly past: readonly string[];
}

const names = ['P', 'Q', 'R'];

export function holdsForAll(state: State, holds: (a: Stamp, b: Stamp) => boolean): boolean {
  const stamps = state.marks().map(({ data }) => data as Stamp);
  return stamps.every((a) => stamps.every((b) => a === b || holds(a, b)));
}

export const isBefore = (a: Stamp, b: Stamp): boolean => b.past.includes(a.name);
const isLess = (a: readonly number[], b: readonly number[]): boolean => a.every((count, at) => count <= (b[at] ?? 0));

export const properties = [
  always('earlier events have smaller Lamport times', (state) =>
    holdsForAll(state, (a, b) => !isBefore(a, b) || a.lamport < b.lamport),
  ),
  always('earlier events have smaller vectors, and no others', (state) =>
    holdsForAll(state, (a, b) => isBefore(a, b) === isLess(a.vector, b.vector)),
  ),
];

async function count(self: Self<Stamp>): Promise<void> {
  const own = names.indexOf(self.name);
  let now: Stamp = { name: '', lamport: 0, vector: names.map(() => 0), past: [] };
  const event = async (heard: Stamp = now): Promise<void> => {
    const vector = now.vector.map((count, at) => Math.max(count, heard.vector[at] ?? 0) + (at === own ? 1 : 0));
    now = {
      name: `${self.name}${vector[own]}`,
      lamport: Math.max(now.lamport, heard.lamport) + 1,
      vector,
      past: [...new Set([...now.past, ...heard.past, now.name, heard.name])],
    };
    await mark('event', now);
  };
  await event();
  if (self.name !== 'R') await self.send(self.name === 'P' ? 'Q' : 'R', now);
  for await (const { from, body } of self.inbox) {
    await event(body);
    if (from !== 'R') await self.send(self.name === 'Q' ? 'R' : 'P', now);
  }
}

export default function clocks(): void {
  for (const name of names) node<Stamp>(name, count);
}
