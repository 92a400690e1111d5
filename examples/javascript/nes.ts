// verdict: panic
// outcomes: "connected", panicked: Cannot read properties of null (reading 'auth')
// findings: panic x1
// run: --expect '{"returned":"connected"}'
//
// nes #18: a client that lost its connection waits a while and connects again with the settings it kept. When the user
// disconnects meanwhile the settings are dropped, but the timer is not.

import { go, sleep } from 'happens-before';

interface Reconnection {
  readonly auth: string;
}

export default async function nes(): Promise<string> {
  const client: { reconnection: Reconnection | null; state: string } = {
    reconnection: { auth: 'token' },
    state: 'waiting',
  };

  const timer = go('reconnect', async () => {
    await sleep(1000);
    if ((client.reconnection as Reconnection).auth === 'token') client.state = 'connected';
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
