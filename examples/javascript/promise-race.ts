// verdict: violation
// outcomes: "hello", "gave up and hello is left", "gave up and nothing is left"
// findings: violation x1, lost-value x1
// run: --expect '[{"returned":"hello"},{"returned":"gave up and hello is left"}]'
//
// `Promise.race` against a timer: the receive that lost is still queued, and takes the message nobody waits for any more.

import { chan, go, sleep } from 'happens-before';

export default async function promiseRace(): Promise<string> {
  const messages = chan<string>(1, 'messages');
  const sender = go('sender', () => messages.send('hello'));
  const message = await Promise.race([messages.receive(), sleep(100)]);
  await sender.join();
  if (message !== undefined) return message;
  const left = await messages.tryReceive();
  return `gave up and ${left?.value ?? 'nothing'} is left`;
}
