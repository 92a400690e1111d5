// verdict: deadlock
// outcomes: "everyone ate", deadlock
// findings: deadlock x1
// live: may hang
//
// The dining philosophers: each takes the fork to the left, then the one to the right. One order in many leaves all of
// them with a left fork in hand.

import { go, Mutex } from 'happens-before';

async function dine(first: Mutex, second: Mutex): Promise<void> {
  await first.lock();
  await second.lock();
  await second.unlock();
  await first.unlock();
}

export default async function philosophers(): Promise<string> {
  const fork1 = new Mutex('fork 1');
  const fork2 = new Mutex('fork 2');
  const fork3 = new Mutex('fork 3');
  const table = [
    go('Plato', () => dine(fork1, fork2)),
    go('Hume', () => dine(fork2, fork3)),
    go('Kant', () => dine(fork3, fork1)),
  ];
  for (const philosopher of table) await philosopher.join();
  return 'everyone ate';
}
