// verdict: ok
// outcomes: 0, 1, 2, 3
// findings: none
// run: --strategy cached
//
// Three requests, each made again up to three times, over a wire that may lose each of them and each answer. There are far
// more orders of losses than states: both sides say at the head of their loops what they still depend on, and the search
// explores each state once. The answers that came are all there is to see, so everything from none to three is right.

import { chan, checkpoint, choose, go } from 'happens-before';

export default async function retries(): Promise<number> {
  const wire = chan<number>(1, 'wire');
  const answers = chan<number | 'lost'>(1, 'answers');
  go('server', async () => {
    for (;;) {
      await checkpoint('idle');
      const request = await wire.receive();
      if (request === undefined) return;
      await answers.send(await choose(request, 'lost' as const));
    }
  });
  let answered = 0;
  for (let request = 0; request < 3; request++) {
    for (let attempt = 0; attempt <= 3; attempt++) {
      await checkpoint({ request, attempt, answered });
      if ((await choose('arrives', 'lost')) === 'lost') continue;
      await wire.send(request);
      if ((await answers.receive()) === 'lost') continue;
      answered++;
      break;
    }
  }
  await wire.close();
  return answered;
}
