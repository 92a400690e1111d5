// verdict: violation
// outcomes: "asked"
// findings: violation x1, livelock x1
// live: may go on for ever
//
// A client that waits in a loop until it is answered, and a server that may not: what should come to pass need not.

import { atomic, choose, go, mark } from 'happens-before';
import { eventually } from 'happens-before/check';

export const properties = [
  eventually('the client is answered', (state) => state.marks('client').some(({ label }) => label === 'answered')),
];

export default async function nobodyAnswers(): Promise<string> {
  const answer = atomic('');
  go('server', async () => {
    if (await choose(true, false)) await answer.store('here');
  });
  go('client', async () => {
    while ((await answer.load()) === '');
    await mark('answered');
  });
  return 'asked';
}
