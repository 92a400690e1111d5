// verdict: ok
// outcomes: 0
// findings: none
// claim: a process that owns x and takes commands needs no lock
//
// The counter with an owner: one process holds x and takes commands, so nothing is shared. The owner is never told to
// stop; as a background process that waits for its next command it is idle, not leaked.

import type { SendChannel } from 'happens-before';
import { chan, go } from 'happens-before';

type Command = { readonly add: number } | { readonly reply: SendChannel<number> };

export default async function counterOwner(): Promise<number | undefined> {
  const commands = chan<Command>(0, 'commands');
  const owner = async (): Promise<void> => {
    let x = 0;
    for await (const command of commands) {
      if ('add' in command) {
        x += command.add;
      } else {
        await command.reply.send(x);
      }
    }
  };
  go('owner', owner, { background: true });

  const p = go('P', async () => {
    await commands.send({ add: 1 });
  });
  const q = go('Q', async () => {
    await commands.send({ add: -1 });
  });
  await p.join();
  await q.join();
  const reply = chan<number>(0, 'reply');
  await commands.send({ reply });
  return await reply.receive();
}
