// verdict: violation
// outcomes: 1, 2
// findings: violation x1
// run: --expect '{"returned":2}'
//
// Two requests find the access token expired and both refresh it. A refresh token works once, so the server turns the
// second away and one of the two requests fails.

import { go, sleep } from 'happens-before';

export default async function tokenRefresh(): Promise<number> {
  let validRefreshToken = 1;
  let refreshToken = 1;
  let expired = true;

  /** The server's side: a new refresh token for the valid one, nothing for a used one. */
  async function exchange(token: number): Promise<number | undefined> {
    await sleep(30);
    if (token !== validRefreshToken) return undefined;
    validRefreshToken += 1;
    return validRefreshToken;
  }

  async function request(): Promise<boolean> {
    if (expired) {
      const next = await exchange(refreshToken);
      if (next === undefined) return false;
      refreshToken = next;
      expired = false;
    }
    return true;
  }

  const inbox = go('inbox', request);
  const contacts = go('contacts', request);
  const answered = await Promise.all([inbox.join(), contacts.join()]);
  return answered.filter((ok) => ok).length;
}
