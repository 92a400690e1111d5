// verdict: ok
// outcomes: "everyone ate"
// findings: none
// run: --expect '{"returned":"everyone ate"}'
//
// The dining philosophers cured: everyone takes the fork with the lower number first, so no circle of waiting can close.

import { go, Mutex } from 'happens-before';

async function dine(lower: Mutex, higher: Mutex): Promise<void> {
  await lower.lock();
  await higher.lock();
  await higher.unlock();
  await lower.unlock();
}

export default async function philosophersCure(): Promise<string> {
  const fork1 = new Mutex('fork 1');
  const fork2 = new Mutex('fork 2');
  const fork3 = new Mutex('fork 3');
  const table = [
    go('Plato', () => dine(fork1, fork2)),
    go('Hume', () => dine(fork2, fork3)),
    go('Kant', () => dine(fork1, fork3)),
  ];
  for (const philosopher of table) await philosopher.join();
  return 'everyone ate';
}
