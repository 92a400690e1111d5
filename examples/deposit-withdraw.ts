// verdict: violation
// outcomes: 30, 80, 150
// findings: race x3, violation x2
// run: --expect '{"returned":80}'
// claim: what is safe alone may be unsafe together: deposit and withdrawal lose money
//
// The deposit and the withdrawal that are safe alone, at once: what is safe alone may be unsafe with concurrency.
// 30 has lost the deposit, 150 the withdrawal.

import { go } from 'happens-before';
import { Account } from './bank/account.ts';

export default async function depositWithdraw(): Promise<number> {
  const account = new Account();
  const deposit = go('deposit', () => account.deposit(50));
  const withdrawal = go('withdrawal', () => account.withdraw(70));
  await deposit.join();
  await withdrawal.join();
  return await account.balance();
}
