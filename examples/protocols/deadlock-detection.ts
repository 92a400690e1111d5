// verdict: ok
// outcomes: {"P":"waiting","Q":"waiting","R":"waiting"}, {"P":"waiting","Q":{"$":"undefined"},"R":"waiting"}, {"P":{"$":"undefined"},"Q":{"$":"undefined"},"R":"waiting"}
// findings: none
// claim: a probe that comes back to who sent it tells a deadlock, and there is one whenever all wait in a circle
//
// P waits for Q, Q for R, and R either waits for P or does not and answers. P sends a probe along; whoever waits passes it on to
// whom it waits for (Chandy, Misra & Haas, ACM TOCS 1983).

import { choose, mark, node, type Self } from 'happens-before';
import { always, eventually, type State } from 'happens-before/check';

type Body = 'request' | 'granted' | { readonly probeOf: string };

const waitsInCircle = (state: State): boolean => state.marks('R').some(({ label }) => label === 'waits for P');
const isTold = (state: State): boolean => state.marks('P').some(({ label }) => label === 'deadlock');

export const properties = [
  always('what is told is so', (state) => !isTold(state) || waitsInCircle(state)),
  eventually('what is so is told', (state) => isTold(state) || (state.outcome !== undefined && !waitsInCircle(state))),
];

/** Waits for a node, and passes probes on to it until it is granted what it asked for. */
async function wait(self: Self<Body>, to: string): Promise<void> {
  const waiting: string[] = [];
  await mark(`waits for ${to}`);
  await self.send(to, 'request');
  if (self.name === 'P') await self.send(to, { probeOf: 'P' });
  for await (const { from, body } of self.inbox) {
    if (body === 'granted') {
      for (const name of waiting) await self.send(name, 'granted');
      return;
    }
    if (body === 'request') waiting.push(from);
    else if (body.probeOf === self.name) await mark('deadlock');
    else await self.send(to, body);
  }
}

async function serve(self: Self<Body>): Promise<void> {
  for await (const { from, body } of self.inbox) if (body === 'request') await self.send(from, 'granted');
}

export default function deadlockDetection(): void {
  node<Body>('P', (self) => wait(self, 'Q'));
  node<Body>('Q', (self) => wait(self, 'R'));
  node<Body>('R', async (self) => ((await choose(true, false)) ? await wait(self, 'P') : await serve(self)));
}
