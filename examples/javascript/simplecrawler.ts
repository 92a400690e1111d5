// verdict: violation
// outcomes: ["/"], ["/","/about"]
// findings: violation x1
// run: --expect '{"returned":["/","/about"]}'
//
// simplecrawler #298: a request counts as open until its page has come, and the links in the page are queued later. When the
// crawl looks in between, nothing is open and nothing queued, and it ends.

import { chan, go, sleep } from 'happens-before';

const links: Record<string, readonly string[]> = { '/': ['/about'], '/about': [] };

export default async function simplecrawler(): Promise<string[]> {
  const ticks = chan<true>(Infinity, 'ticks');
  const queue = ['/'];
  const crawled: string[] = [];
  let openRequests = 0;

  async function fetchPage(url: string): Promise<void> {
    await sleep(10);
    openRequests -= 1;
    await ticks.send(true);
    await sleep(0);
    queue.push(...(links[url] ?? []));
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
