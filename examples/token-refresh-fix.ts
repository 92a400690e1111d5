// verdict: ok
// outcomes: 2
// findings: none
// run: --expect '{"returned":2}'
//
// Single flight: the first request that finds the token expired starts the refresh, and the others await that one.

import { go, sleep } from 'happens-before';

export default async function tokenRefreshFix(): Promise<number> {
  let validRefreshToken = 1;
  let refreshToken = 1;
  let expired = true;
  let refreshing: Promise<boolean> | undefined;

  /** The server's side: a new refresh token for the valid one, nothing for a used one. */
  async function exchange(token: number): Promise<number | undefined> {
    await sleep(30);
    if (token !== validRefreshToken) return undefined;
    validRefreshToken += 1;
    return validRefreshToken;
  }

  async function refresh(): Promise<boolean> {
    const next = await exchange(refreshToken);
    if (next === undefined) return false;
    refreshToken = next;
    expired = false;
    return true;
  }

  async function request(): Promise<boolean> {
    if (!expired) return true;
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return await refreshing;
  }

  const inbox = go('inbox', request);
  const contacts = go('contacts', request);
  const answered = await Promise.all([inbox.join(), contacts.join()]);
  return answered.filter((ok) => ok).length;
}
