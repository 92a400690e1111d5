// verdict: ok
// outcomes: [true,true,false]
// findings: none
// run: --expect '{"returned":[true,true,false]}'
//
// Hoare 1978, 4.3: a small set of integers as a process that owns them. Its user inserts, and asks whether it has.

import { chan, go } from 'happens-before';

type Request = { readonly insert: number } | { readonly has: number };

const capacity = 100;

/** Inserts these, one after the other, and then asks for those. */
export async function smallSet(inserted: readonly number[], asked: readonly number[]): Promise<unknown[]> {
  const requests = chan<Request>(0, 'requests');
  const answers = chan<boolean>(0, 'answers');
  go('S', async () => {
    const content: number[] = [];
    for await (const request of requests) {
      if ('has' in request) await answers.send(content.includes(request.has));
      else if (!content.includes(request.insert) && content.length < capacity) content.push(request.insert);
    }
  });
  for (const n of inserted) await requests.send({ insert: n });
  const found: unknown[] = [];
  for (const n of asked) {
    await requests.send({ has: n });
    found.push(await answers.receive());
  }
  await requests.close();
  return found;
}

export default function smallSetProgram(): Promise<unknown[]> {
  return smallSet([3, 5, 3], [3, 5, 4]);
}
