// verdict: ok
// outcomes: "a↑b↑*"
// findings: none
// run: --expect '{"returned":"a↑b↑*"}'
//
// Hoare 1978, 3.2, SQUASH: passes characters on, with an upward arrow for every pair of asterisks. The exercise is done
// too: an odd asterisk at the end of the input goes out as it is.

import type { ReceiveChannel, SendChannel } from 'happens-before';
import { through } from './parts/through.ts';

export async function squash(west: ReceiveChannel<string>, east: SendChannel<string>): Promise<void> {
  for await (const character of west) {
    if (character !== '*') {
      await east.send(character);
      continue;
    }
    const next = await west.next();
    if (next.done !== true && next.value === '*') {
      await east.send('↑');
      continue;
    }
    await east.send('*');
    if (next.done !== true) await east.send(next.value);
  }
  await east.close();
}

export async function squashed(text: string): Promise<string> {
  return (await through(text, squash)).join('');
}

export default function squashProgram(): Promise<string> {
  return squashed('a**b***');
}
