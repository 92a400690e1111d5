// verdict: ok
// outcomes: undefined
// findings: none
// claim: asynchronous sends on synchronous ones: a process between the two keeps what is not yet received
//
// The keeper takes whenever something comes and gives whenever somebody is ready, each at a rendezvous.

import { chan, go, mark, select } from 'happens-before';
import { refines } from 'happens-before/check';

interface Link {
  send(value: number): Promise<void>;
  receive(): Promise<number | undefined>;
}

function kept(): Link {
  const into = chan<number>(0, 'into');
  const out = chan<number>(0, 'out');
  const keeper = async (): Promise<void> => {
    const waiting: number[] = [];
    for (;;) {
      const [first] = waiting;
      const got = await select(first === undefined ? { into } : { into, out: [out, first] });
      if (got.case === 'out') waiting.shift();
      else if (got.value !== undefined) waiting.push(got.value);
    }
  };
  go('keeper', keeper, { background: true });
  return { send: (value) => into.send(value), receive: () => out.receive() };
}

function unbounded(): Link {
  const channel = chan<number>(Infinity, 'channel');
  return { send: (value) => channel.send(value), receive: () => channel.receive() };
}

const exchange = (link: () => Link) => async (): Promise<void> => {
  const { send, receive } = link();
  const p = go('P', async () => {
    for (const value of [1, 2, 3]) {
      await send(value);
      await mark('sent', value);
    }
  });
  const q = go('Q', async () => {
    for (let received = 0; received < 3; received++) await mark('received', await receive());
  });
  await p.join();
  await q.join();
};
const onRendezvous = exchange(kept);

export const properties = [refines(onRendezvous, exchange(unbounded), { name: 'a channel without bound' })];

export default onRendezvous;
