// verdict: ok
// outcomes: 8
// findings: none
// run: --expect '{"returned":8}'
//
// Hoare 1978, 4.4: scanning a set. Asked to, the set sends its members one by one and says when there is none left.

import { chan, go } from 'happens-before';

type Request = { readonly insert: number } | 'scan';
type Answer = { readonly next: number } | 'none left';

/** The sum of a set's members, by scanning it. */
export async function sumOfMembers(inserted: readonly number[]): Promise<number> {
  const requests = chan<Request>(0, 'requests');
  const answers = chan<Answer>(0, 'answers');
  go('S', async () => {
    const content: number[] = [];
    for await (const request of requests) {
      if (request !== 'scan') {
        if (!content.includes(request.insert)) content.push(request.insert);
        continue;
      }
      for (const next of content) await answers.send({ next });
      await answers.send('none left');
    }
  });
  for (const n of inserted) await requests.send({ insert: n });
  await requests.send('scan');
  let sum = 0;
  for await (const answer of answers) {
    if (answer === 'none left') break;
    sum += answer.next;
  }
  await requests.close();
  return sum;
}

export default function scanProgram(): Promise<number> {
  return sumOfMembers([3, 5, 3]);
}
