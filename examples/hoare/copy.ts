// verdict: ok
// outcomes: "Hello"
// findings: none
// run: --expect '{"returned":"Hello"}'
//
// Hoare 1978, 3.1, COPY: a process that passes on the characters it gets, one by one.

import type { ReceiveChannel, SendChannel } from 'happens-before';
import { through } from './parts/through.ts';

export async function copy(west: ReceiveChannel<string>, east: SendChannel<string>): Promise<void> {
  for await (const character of west) await east.send(character);
  await east.close();
}

export async function copied(text: string): Promise<string> {
  return (await through(text, copy)).join('');
}

export default function copyProgram(): Promise<string> {
  return copied('Hello');
}
