// verdict: violation
// outcomes: 1, 2
// findings: violation x1
// run: --expect '{"returned":1}'
//
// A cache filled after an await: a second request that looks while the first is still loading misses too, and the slow
// query the cache was to spare runs once per request.

import { go, sleep } from 'happens-before';

export default async function cacheStampede(): Promise<number> {
  const cache = new Map<string, string>();
  let queries = 0;

  async function queryDatabase(id: string): Promise<string> {
    queries += 1;
    await sleep(20);
    return `profile of ${id}`;
  }

  async function profile(id: string): Promise<string> {
    const cached = cache.get(id);
    if (cached !== undefined) return cached;
    const loaded = await queryDatabase(id);
    cache.set(id, loaded);
    return loaded;
  }

  const first = go('first request', () => profile('ada'));
  const second = go('second request', () => profile('ada'));
  await Promise.all([first.join(), second.join()]);
  return queries;
}
