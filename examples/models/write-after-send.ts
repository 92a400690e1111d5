// verdict: race
// outcomes: "blank", "written after"
// findings: race x1
// claim: a send does not happen before what its sender does next: that and what follows the receive can come either way round

import { chan, go, shared } from 'happens-before';

export default async function writeAfterSend(): Promise<string> {
  const page = shared('blank', 'page');
  const post = chan<string>(1, 'post');
  go('P', async () => {
    await post.send('it will be ready');
    await page.write('written after');
  });
  const q = go('Q', async () => {
    await post.receive();
    return await page.read();
  });
  return await q.join();
}
