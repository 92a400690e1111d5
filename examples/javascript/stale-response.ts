// verdict: violation
// outcomes: "results for ab", "results for a"
// findings: violation x1
// run: --expect '{"returned":"results for ab"}'
//
// A search box asks at every key. Answers come in any order, the last one that comes is shown, and it may be the answer to an
// earlier question.

import { go } from 'happens-before';

export default async function staleResponse(): Promise<string> {
  const server = (query: string): Promise<string> => go(`server ${query}`, async () => `results for ${query}`).join();
  let shown = '';

  async function search(query: string): Promise<void> {
    shown = await server(query);
  }

  await Promise.all(['a', 'ab'].map(search));
  return shown;
}
