// verdict: ok
// outcomes: 1
// findings: none
// run: --expect '{"returned":1}'
//
// Ghost #1834 repaired, within one process: that somebody is being added is noted in the step in which it is looked at.

import { go } from 'happens-before';

export default async function ghostOwnerFix(): Promise<number> {
  const users: string[] = [];
  const query = <T>(name: string, run: () => T): Promise<T> => go(name, async () => run()).join();
  let taken = false;

  async function addUser(email: string): Promise<void> {
    if (taken) return;
    taken = true;
    const hash = await query('hash', () => `hash of ${email}'s password`);
    await query('save', () => users.push(`${email} ${hash}`));
  }

  const signUps = ['ann', 'bob'].map((email) => go(email, () => addUser(email)));
  for (const signUp of signUps) await signUp.join();
  return users.length;
}
