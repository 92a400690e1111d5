// verdict: ok
// outcomes: 1
// findings: none
// run: --expect '{"returned":1}'
//
// The cache holds the promise instead of the value. The look and the entry are then one step, with no await between,
// and whoever comes second awaits the query already under way.

import { go, sleep } from 'happens-before';

export default async function cacheStampedeFix(): Promise<number> {
  const cache = new Map<string, Promise<string>>();
  let queries = 0;

  async function queryDatabase(id: string): Promise<string> {
    queries += 1;
    await sleep(20);
    return `profile of ${id}`;
  }

  function profile(id: string): Promise<string> {
    let loading = cache.get(id);
    if (loading === undefined) {
      loading = queryDatabase(id);
      cache.set(id, loading);
    }
    return loading;
  }

  const first = go('first request', () => profile('ada'));
  const second = go('second request', () => profile('ada'));
  await Promise.all([first.join(), second.join()]);
  return queries;
}
