// verdict: ok
// outcomes: {"P":"waiting","Q":"waiting","R":"waiting"}
// findings: none
// claim: with n > 2f any two quorums of n - f share a node, and no partition makes two decide differently
//
// P and Q ask for votes, their own and those of the other nodes. Every node votes once, for whoever comes first; two votes of
// three decide. When the network is cut in two at most one side has that many.

import { asynchronous, mark, node, type Self } from 'happens-before';
import { always } from 'happens-before/check';

export const model = asynchronous({ partitions: 1 });

type Body = { readonly elect: string } | { readonly vote: string };

const names = ['P', 'Q', 'R'];
const quorum = 2;

export const properties = [
  always('all decide the same', (state) => new Set(state.marks().map(({ data }) => data)).size <= 1),
];

async function vote(self: Self<Body>, isCandidate: boolean): Promise<void> {
  let votedFor = isCandidate ? self.name : undefined;
  let votes = 1;
  if (isCandidate) for (const to of names) if (to !== self.name) await self.send(to, { elect: self.name });
  for await (const { from, body } of self.inbox) {
    if ('vote' in body) {
      if (body.vote === self.name && ++votes === quorum) await mark('decided', self.name);
    } else {
      votedFor ??= body.elect;
      await self.send(from, { vote: votedFor });
    }
  }
}

export default function consensusMajority(): void {
  for (const name of names) node<Body>(name, (self) => vote(self, name !== 'R'));
}
