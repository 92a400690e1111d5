// verdict: deadlock
// outcomes: "everyone ate", deadlock
// findings: deadlock x1
// live: may hang
//
// Hoare 1978, 5.3, its second labelled bug: five philosophers sit down, and each picks up the fork to the left. All five
// wait for the fork to the right for ever. See dining-room.ts for the room that keeps one of them out.

import { go } from 'happens-before';
import { layTable } from './parts/table.ts';

export default async function dining(): Promise<string> {
  const seated = layTable(5).map((eat, i) => go(`philosopher ${i}`, eat));
  for (const philosopher of seated) await philosopher.join();
  return 'everyone ate';
}
