// verdict: violation
// outcomes: 9 different
// findings: violation x1
// claim: two-phase commit blocks when its coordinator crashes
//
// P and Q have voted, and may no longer decide alone. If the coordinator crashes before it tells them they wait for ever. Never
// do two of them decide differently.

import { after, asynchronous, node, type Self, select } from 'happens-before';
import { always, eventually } from 'happens-before/check';

export const model = asynchronous({ crashes: 1 });

const participants = ['P', 'Q'];

export const properties = [
  always('all decide the same', ({ outcome }) => {
    const ends = Object.values(outcome?.value ?? {});
    return !(ends.includes('commit') && ends.includes('abort'));
  }),
  eventually('P and Q decide', (state) => participants.every((name) => state.ended(name))),
];

async function participant(self: Self<string>): Promise<string | undefined> {
  await self.send('coordinator', 'yes');
  return (await self.inbox.receive())?.body;
}

async function coordinator(self: Self<string>): Promise<string> {
  let votes = 0;
  while (votes < participants.length) {
    const got = await select({ vote: self.inbox, late: after(100) });
    if (got.case === 'late') break;
    votes++;
  }
  const decision = votes === participants.length ? 'commit' : 'abort';
  for (const name of participants) await self.send(name, decision);
  return decision;
}

export default function twoPhaseCommit(): void {
  node('coordinator', coordinator);
  for (const name of participants) node(name, participant);
}
