// verdict: deadlock
// outcomes: 110, deadlock
// findings: deadlock x1
// live: may hang
//
// Two transfers in opposite directions, each locking the account it takes from first. When both hold their first lock,
// each waits for the other's for ever.

import { go, Mutex } from 'happens-before';

interface Account {
  readonly mutex: Mutex;
  balance: number;
}

async function transfer(from: Account, to: Account, amount: number): Promise<void> {
  await from.mutex.lock();
  await to.mutex.lock();
  from.balance -= amount;
  to.balance += amount;
  await to.mutex.unlock();
  await from.mutex.unlock();
}

export default async function abBa(): Promise<number> {
  const a: Account = { mutex: new Mutex('A'), balance: 100 };
  const b: Account = { mutex: new Mutex('B'), balance: 100 };
  const there = go('A to B', () => transfer(a, b, 10));
  const back = go('B to A', () => transfer(b, a, 20));
  await there.join();
  await back.join();
  return a.balance;
}
