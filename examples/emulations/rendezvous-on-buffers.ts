// verdict: ok
// outcomes: undefined
// findings: none
// claim: synchronous sends on asynchronous ones: who sends waits until the receiver has confirmed
//
// A channel without bound carries the value and another the confirmation. Then a sender is never ahead of its receiver, as at a
// rendezvous.

import { chan, go, mark } from 'happens-before';
import { refines } from 'happens-before/check';

interface Link {
  send(value: number): Promise<void>;
  receive(): Promise<number | undefined>;
}

function confirmed(): Link {
  const values = chan<number>(Infinity, 'values');
  const confirmations = chan<true>(Infinity, 'confirmations');
  return {
    send: async (value) => {
      await values.send(value);
      await confirmations.receive();
    },
    receive: async () => {
      const value = await values.receive();
      await confirmations.send(true);
      return value;
    },
  };
}

function rendezvous(): Link {
  const channel = chan<number>(0, 'channel');
  return { send: (value) => channel.send(value), receive: () => channel.receive() };
}

const exchange = (link: () => Link) => async (): Promise<void> => {
  const { send, receive } = link();
  const p = go('P', async () => {
    for (const value of [1, 2]) {
      await send(value);
      await mark('sent', value);
    }
  });
  const q = go('Q', async () => {
    for (let received = 0; received < 2; received++) {
      await mark('ready');
      await mark('received', await receive());
    }
  });
  await p.join();
  await q.join();
};
const onBuffers = exchange(confirmed);

export const properties = [refines(onBuffers, exchange(rendezvous), { name: 'a rendezvous' })];

export default onBuffers;
