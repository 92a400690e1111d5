// verdict: ok
// outcomes: "results for ab"
// findings: none
// run: --expect '{"returned":"results for ab"}'
//
// The search box repaired: an answer is shown only if nothing was asked since.

import { go } from 'happens-before';

export default async function staleResponseFix(): Promise<string> {
  const server = (query: string): Promise<string> => go(`server ${query}`, async () => `results for ${query}`).join();
  let asked = '';
  let shown = '';

  async function search(query: string): Promise<void> {
    asked = query;
    const results = await server(query);
    if (query === asked) shown = results;
  }

  await Promise.all(['a', 'ab'].map(search));
  return shown;
}
