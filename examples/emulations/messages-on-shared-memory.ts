// verdict: ok
// outcomes: undefined
// findings: none
// claim: messages on shared memory: a cell and a flag do what a channel of capacity one does
//
// The sender waits until the cell is empty, fills it and raises the flag; the receiver waits for the flag, empties the cell and
// lowers it. The flag is atomic, and puts the accesses of the cell in order, so that they do not race.

import { atomic, chan, go, mark, shared } from 'happens-before';
import { refines } from 'happens-before/check';

interface Link {
  send(value: number): Promise<void>;
  receive(): Promise<number | undefined>;
}

function mailbox(): Link {
  const cell = shared(0, 'cell');
  const full = atomic(false, 'full');
  return {
    send: async (value) => {
      while (await full.load());
      await cell.write(value);
      await full.store(true);
    },
    receive: async () => {
      while (!(await full.load()));
      const value = await cell.read();
      await full.store(false);
      return value;
    },
  };
}

/** P sends two values to Q, over a link of some kind. */
const exchange = (link: () => Link) => async (): Promise<void> => {
  const { send, receive } = link();
  const p = go('P', async () => {
    for (const value of [1, 2]) {
      await send(value);
      await mark('sent', value);
    }
  });
  const q = go('Q', async () => {
    for (let received = 0; received < 2; received++) await mark('received', await receive());
  });
  await p.join();
  await q.join();
};
const onSharedMemory = exchange(mailbox);
const onChannel = exchange(() => {
  const channel = chan<number>(1);
  return { send: (value) => channel.send(value), receive: () => channel.receive() };
});

export const properties = [refines(onSharedMemory, onChannel, { name: 'a channel of capacity one' })];

export default onSharedMemory;
