// verdict: panic
// outcomes: "both listen", panicked: EADDRINUSE: 3000
// findings: panic x2
// run: --expect '{"returned":"both listen"}'
//
// get-port after pull request 36: a port that was given to one caller is locked, and not given to the next. But the next
// still probes it, and the first caller may find it bound at that moment (get-port #72).

import { go, sleep } from 'happens-before';

export default async function getPortTwiceLocked(): Promise<string> {
  const bound = new Set<number>();
  const locked = new Set<number>();

  async function bind(port: number): Promise<void> {
    await sleep(0);
    if (bound.has(port)) throw new Error(`EADDRINUSE: ${port}`);
    bound.add(port);
  }

  async function getPort(): Promise<number> {
    for (let port = 3000; ; port++) {
      try {
        await bind(port);
      } catch {
        continue;
      }
      await sleep(0);
      bound.delete(port);
      if (locked.has(port)) continue;
      locked.add(port);
      return port;
    }
  }

  const servers = ['first', 'second'].map((name) => go(name, async () => bind(await getPort())));
  for (const server of servers) await server.join();
  return 'both listen';
}
