// verdict: ok
// outcomes: 30
// findings: none
// run: --expect '{"returned":30}'
// claim: alone a withdrawal is right
//
// A withdrawal by itself is safe. See deposit-withdraw.ts for the same operation in company.

import { go } from 'happens-before';
import { Account } from './bank/account.ts';

export default async function withdrawAlone(): Promise<number> {
  const account = new Account();
  await go('withdrawal', () => account.withdraw(70)).join();
  return await account.balance();
}
