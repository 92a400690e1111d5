// verdict: violation
// outcomes: "ECONNRESET", "response"
// findings: violation x1
// run: --expect '{"returned":"response"}'
//
// agentkeepalive #23: an idle socket that times out is destroyed at once but leaves the free sockets only when its `close`
// event comes. A request in between is given a socket that is already dead.

import { go, sleep } from 'happens-before';

interface Socket {
  destroyed: boolean;
}

export default async function agentkeepalive(): Promise<string> {
  const kept: Socket = { destroyed: false };
  const freeSockets: Socket[] = [kept];

  go('idle timeout', async () => {
    await sleep(1000);
    if (!freeSockets.includes(kept)) return;
    kept.destroyed = true;
    await sleep(0);
    const place = freeSockets.indexOf(kept);
    if (place >= 0) freeSockets.splice(place, 1);
  });

  const request = go('request', async () => {
    await sleep(1000);
    const socket = freeSockets.shift() ?? { destroyed: false };
    await sleep(10);
    return socket.destroyed ? 'ECONNRESET' : 'response';
  });
  return await request.join();
}
