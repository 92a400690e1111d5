// verdict: ok
// outcomes: undefined
// findings: none
// claim: an asynchronous program on a synchronous system: nothing is seen that could not be seen without bounds on time
//
// The program runs as it is, since a message that is never late is a message. The reverse is not so: where nothing is bounded
// the slow answer can come before the quick one, which timeout.ts and timeout-synchronous.ts show for a timeout.

import { asynchronous, chan, go, mark, sleep, synchronous } from 'happens-before';
import { refines } from 'happens-before/check';

export const model = synchronous({ delay: [0, 0], step: [0, 0] });

async function answers(): Promise<void> {
  const inbox = chan<string>(0, 'inbox');
  for (const [name, ms] of [
    ['quick', 10],
    ['also quick', 10],
    ['slow', 1000],
  ] as const) {
    go(name, async () => {
      await sleep(ms);
      await inbox.send(name);
    });
  }
  for (let received = 0; received < 3; received++) await mark('received', await inbox.receive());
}

export const properties = [refines(answers, answers, { name: 'an asynchronous system', model: asynchronous({}) })];

export default answers;
