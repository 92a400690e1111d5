// verdict: violation
// outcomes: 1, 2
// findings: violation x1
// run: --expect '{"returned":1}'
//
// Ghost #1834: a new blog lets one user register, its owner. Whether there is one already is asked before the password is
// hashed, and the user saved after it: two who sign up at once both become owners.

import { go } from 'happens-before';

export default async function ghostOwner(): Promise<number> {
  const users: string[] = [];
  const query = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();

  async function addUser(email: string): Promise<void> {
    const registered = await query('count', () => users.length);
    if (registered > 0) return;
    const hash = await query('hash', () => `hash of ${email}'s password`);
    await query('save', () => users.push(`${email} ${hash}`));
  }

  const signUps = ['ann', 'bob'].map((email) => go(email, () => addUser(email)));
  for (const signUp of signUps) await signUp.join();
  return users.length;
}
