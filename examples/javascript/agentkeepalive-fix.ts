// verdict: ok
// outcomes: "response"
// findings: none
// run: --expect '{"returned":"response"}'
//
// agentkeepalive #23 repaired: a socket leaves the free ones in the same step in which it is destroyed.

import { go, sleep } from 'happens-before';

interface Socket {
  destroyed: boolean;
}

export default async function agentkeepaliveFix(): Promise<string> {
  const kept: Socket = { destroyed: false };
  const freeSockets: Socket[] = [kept];

  go('idle timeout', async () => {
    await sleep(1000);
    const place = freeSockets.indexOf(kept);
    if (place < 0) return;
    freeSockets.splice(place, 1);
    kept.destroyed = true;
  });

  const request = go('request', async () => {
    await sleep(1000);
    const socket = freeSockets.shift() ?? { destroyed: false };
    await sleep(10);
    return socket.destroyed ? 'ECONNRESET' : 'response';
  });
  return await request.join();
}
