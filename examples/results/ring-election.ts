// verdict: ok
// outcomes: {"node 1":"follows 3","node 2":"follows 3","node 3":"leads"}
// findings: none
// claim: nodes with names elect one leader in a ring
//
// Each sends its number around, and passes on what is greater than its own. Whose number comes back leads (Chang & Roberts,
// CACM 1979).

import { asynchronous, node, type Self } from 'happens-before';

export const model = asynchronous({});

type Body = { readonly candidate: number } | { readonly leader: number };

const size = 3;

const elect =
  (own: number) =>
  async (self: Self<Body>): Promise<string> => {
    const next = `node ${(own % size) + 1}`;
    await self.send(next, { candidate: own });
    for await (const { body } of self.inbox) {
      if ('leader' in body) {
        if (body.leader !== own) await self.send(next, body);
        return body.leader === own ? 'leads' : `follows ${body.leader}`;
      }
      if (body.candidate === own) await self.send(next, { leader: own });
      if (body.candidate > own) await self.send(next, body);
    }
    return 'never';
  };

export default function ringElection(): void {
  for (let own = 1; own <= size; own++) node<Body>(`node ${own}`, elect(own));
}
