// verdict: ok
// outcomes: "both listen"
// findings: none
// run: --expect '{"returned":"both listen"}'
//
// get-port #23 and #72 repaired, within one process: a port is locked before it is probed, so that nobody else probes it
// from then on.

import { go, sleep } from 'happens-before';

export default async function getPortTwiceFix(): Promise<string> {
  const bound = new Set<number>();
  const locked = new Set<number>();

  async function bind(port: number): Promise<void> {
    await sleep(0);
    if (bound.has(port)) throw new Error(`EADDRINUSE: ${port}`);
    bound.add(port);
  }

  async function getPort(): Promise<number> {
    for (let port = 3000; ; port++) {
      if (locked.has(port)) continue;
      locked.add(port);
      try {
        await bind(port);
      } catch {
        continue;
      }
      await sleep(0);
      bound.delete(port);
      return port;
    }
  }

  const servers = ['first', 'second'].map((name) => go(name, async () => bind(await getPort())));
  for (const server of servers) await server.join();
  return 'both listen';
}
