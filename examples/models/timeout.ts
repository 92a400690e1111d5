// verdict: ok
// outcomes: "answered", "timed out"
// findings: none
// claim: in an asynchronous system a timeout of any length may go off before an answer that is on its way
//
// Nothing bounds how long the server takes, whatever it takes on this machine.

import { after, chan, go, select, sleep } from 'happens-before';

export default async function timeout(): Promise<string> {
  const answers = chan<string>(1, 'answers');
  go('server', async () => {
    await sleep(1);
    await answers.send('answer');
  });
  const got = await select({ answer: answers, late: after(1000) });
  return got.case === 'answer' ? 'answered' : 'timed out';
}
