// verdict: ok
// outcomes: 150
// findings: none
// run: --expect '{"returned":150}'
// claim: alone a deposit is right
//
// A deposit by itself is safe. See deposit-withdraw.ts for the same operation in company.

import { go } from 'happens-before';
import { Account } from './bank/account.ts';

export default async function depositAlone(): Promise<number> {
  const account = new Account();
  await go('deposit', () => account.deposit(50)).join();
  return await account.balance();
}
