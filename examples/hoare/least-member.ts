// verdict: ok
// outcomes: [3,5,8]
// findings: none
// run: --expect '{"returned":[3,5,8]}'
//
// Hoare 1978, 4.6: removing the least member. Each process gives its member away and takes the least of those behind it in
// its place; the one that finds nobody behind it is empty again. What comes out is sorted.

import { chan, go, type ReceiveChannel, type SendChannel } from 'happens-before';

type Request = { readonly insert: number } | 'least';

interface Link {
  readonly requests: ReceiveChannel<Request> & SendChannel<Request>;
  /** The least member behind, or nothing when there is none left. */
  readonly least: ReceiveChannel<number | 'none left'> & SendChannel<number | 'none left'>;
}

async function place(front: Link, back: Link): Promise<void> {
  let member: number | 'none left' = 'none left';
  for await (const request of front.requests) {
    if (request === 'least') {
      await front.least.send(member);
      if (member === 'none left') continue;
      await back.requests.send('least');
      member = (await back.least.receive()) ?? 'none left';
    } else if (member === 'none left') {
      member = request.insert;
    } else if (request.insert !== member) {
      await back.requests.send({ insert: Math.max(member, request.insert) });
      member = Math.min(member, request.insert);
    }
  }
  await back.requests.close();
}

export async function sortedByLeast(inserted: readonly number[]): Promise<number[]> {
  const links = Array.from({ length: inserted.length + 2 }, (_, i): Link => {
    return { requests: chan<Request>(0, `requests ${i}`), least: chan<number | 'none left'>(0, `least ${i}`) };
  });
  const [first] = links;
  if (first === undefined) throw new Error('there is always a first link');
  for (const [i, front] of links.entries()) {
    const back = links[i + 1];
    if (back !== undefined) go(`S(${i + 1})`, () => place(front, back));
  }
  for (const n of inserted) await first.requests.send({ insert: n });
  const sorted: number[] = [];
  for (;;) {
    await first.requests.send('least');
    const least = await first.least.receive();
    if (typeof least !== 'number') break;
    sorted.push(least);
  }
  await first.requests.close();
  return sorted;
}

export default function leastMemberProgram(): Promise<number[]> {
  return sortedByLeast([8, 3, 5]);
}
