// verdict: panic
// outcomes: "both listen", panicked: EADDRINUSE: 3000
// findings: panic x2
// run: --expect '{"returned":"both listen"}'
//
// get-port #23: to see whether a port is free it is bound and closed again. Until the caller binds it, the next call finds
// the same port free.

import { go, sleep } from 'happens-before';

export default async function getPortTwice(): Promise<string> {
  const bound = new Set<number>();

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
      return port;
    }
  }

  const servers = ['first', 'second'].map((name) => go(name, async () => bind(await getPort())));
  for (const server of servers) await server.join();
  return 'both listen';
}
