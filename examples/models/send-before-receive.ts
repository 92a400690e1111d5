// verdict: ok
// outcomes: "written before"
// findings: none
// claim: a send happens before its receive, so what was written before the one can be read after the other
//
// Nothing else orders the write and the read. Without the message they race.

import { chan, go, shared } from 'happens-before';

export default async function sendBeforeReceive(): Promise<string> {
  const page = shared('blank', 'page');
  const post = chan<string>(1, 'post');
  go('P', async () => {
    await page.write('written before');
    await post.send('it is ready');
  });
  const q = go('Q', async () => {
    await post.receive();
    return await page.read();
  });
  return await q.join();
}
