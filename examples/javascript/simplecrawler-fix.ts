// verdict: ok
// outcomes: ["/","/about"]
// findings: none
// run: --expect '{"returned":["/","/about"]}'
//
// simplecrawler #298 repaired: a request is open until the links in its page are queued.

import { chan, go, sleep } from 'happens-before';

const links: Record<string, readonly string[]> = { '/': ['/about'], '/about': [] };

export default async function simplecrawlerFix(): Promise<string[]> {
  const ticks = chan<true>(Infinity, 'ticks');
  const queue = ['/'];
  const crawled: string[] = [];
  let openRequests = 0;

  async function fetchPage(url: string): Promise<void> {
    await sleep(10);
    await ticks.send(true);
    await sleep(0);
    queue.push(...(links[url] ?? []));
    openRequests -= 1;
    await ticks.send(true);
  }

  await ticks.send(true);
  for await (const _tick of ticks) {
    const url = queue.shift();
    if (url !== undefined) {
      openRequests += 1;
      crawled.push(url);
      go(`fetch ${url}`, () => fetchPage(url));
    } else if (openRequests === 0) {
      break;
    }
  }
  return crawled;
}
