// verdict: ok
// outcomes: [true,true,false,false]
// findings: none
// run: --expect '{"returned":[true,true,false,false]}'
//
// Hoare 1978, 4.5: the set as an array of processes, each of which holds one member and has the larger ones behind it. An
// insertion may still be on its way down the array when the next question follows it: the answers are right all the same.

import { chan, go, type ReceiveChannel, type SendChannel } from 'happens-before';

type Request = { readonly insert: number } | { readonly has: number };

/** The place of one member: empty until the first insertion, and then it passes on what belongs behind it. */
async function place(
  front: ReceiveChannel<Request>,
  back: SendChannel<Request>,
  answers: SendChannel<boolean>,
): Promise<void> {
  let member = Number.POSITIVE_INFINITY;
  for await (const request of front) {
    if ('has' in request) {
      if (member === Number.POSITIVE_INFINITY || request.has <= member) await answers.send(request.has === member);
      else await back.send(request);
    } else if (request.insert < member) {
      if (member !== Number.POSITIVE_INFINITY) await back.send({ insert: member });
      member = request.insert;
    } else if (request.insert > member) {
      await back.send(request);
    }
  }
  await back.close();
}

/** Inserts these, and then asks for those. */
export async function recursiveSet(inserted: readonly number[], asked: readonly number[]): Promise<unknown[]> {
  const places = inserted.length + 1;
  const requests = Array.from({ length: places + 1 }, (_, i) => chan<Request>(0, `requests to S(${i + 1})`));
  const answers = chan<boolean>(0, 'answers');
  const [first] = requests;
  if (first === undefined) throw new Error('there is always a first place');
  for (const [i, front] of requests.entries()) {
    const back = requests[i + 1];
    if (back !== undefined) go(`S(${i + 1})`, () => place(front, back, answers));
  }
  for (const n of inserted) await first.send({ insert: n });
  const found: unknown[] = [];
  for (const n of asked) {
    await first.send({ has: n });
    found.push(await answers.receive());
  }
  await first.close();
  return found;
}

export default function recursiveSetProgram(): Promise<unknown[]> {
  return recursiveSet([5, 3, 5], [3, 5, 4, 9]);
}
