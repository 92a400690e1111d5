// verdict: ok
// outcomes: "hello", "gave up and hello is left"
// findings: none
// run: --expect '[{"returned":"hello"},{"returned":"gave up and hello is left"}]'
//
// A select takes one case and leaves nothing behind of the other.

import { after, chan, go, select } from 'happens-before';

export default async function promiseRaceFix(): Promise<string> {
  const messages = chan<string>(1, 'messages');
  const sender = go('sender', () => messages.send('hello'));
  const first = await select({ message: messages, late: after(100) });
  await sender.join();
  if (first.case === 'message') return first.value ?? '';
  const left = await messages.tryReceive();
  return `gave up and ${left?.value ?? 'nothing'} is left`;
}
