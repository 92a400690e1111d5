// verdict: ok
// outcomes: "connected", "disconnected"
// findings: none
// run: --expect '[{"returned":"connected"},{"returned":"disconnected"}]'
//
// nes #18 repaired: the timer looks whether there are still settings to connect with.

import { go, sleep } from 'happens-before';

interface Reconnection {
  readonly auth: string;
}

export default async function nesFix(): Promise<string> {
  const client: { reconnection: Reconnection | null; state: string } = {
    reconnection: { auth: 'token' },
    state: 'waiting',
  };

  const timer = go('reconnect', async () => {
    await sleep(1000);
    if (client.reconnection === null) return;
    if (client.reconnection.auth === 'token') client.state = 'connected';
  });

  const user = go('user', async () => {
    await sleep(1000);
    if (client.state === 'connected') return;
    client.reconnection = null;
    client.state = 'disconnected';
  });
  await timer.join();
  await user.join();
  return client.state;
}
