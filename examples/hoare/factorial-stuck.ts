// verdict: deadlock
// outcomes: deadlock
// findings: deadlock x1
// live: exits 1
//
// Hoare 1978, 4.2, its first labelled bug: with a limit of three, the factorial of three needs a fourth process. The last one
// asks a neighbour that does not exist, and everyone waits for its answer.

import { factorial } from './factorial.ts';

export default function factorialStuck(): Promise<number | undefined> {
  return factorial(3, 3);
}
