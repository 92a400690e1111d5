import { after, chan, go, type ReceiveChannel, select } from 'happens-before';
import { attempt, conforms, returned } from './conforms.ts';

// Small programs over channels with the set of all their outcomes.

/** Every order of these values. */
function orders(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((first) => orders(values.filter((value) => value !== first)).map((rest) => [first, ...rest]));
}

const merges = [
  ['a1', 'a2', 'b1', 'b2'],
  ['a1', 'b1', 'a2', 'b2'],
  ['a1', 'b1', 'b2', 'a2'],
  ['b1', 'a1', 'a2', 'b2'],
  ['b1', 'a1', 'b2', 'a2'],
  ['b1', 'b2', 'a1', 'a2'],
];

async function take<T>(channel: ReceiveChannel<T>, count: number): Promise<unknown[]> {
  const received: unknown[] = [];
  for (let i = 0; i < count; i++) received.push(await channel.receive());
  return received;
}

for (const capacity of [0, 1, 2, 4, Number.POSITIVE_INFINITY]) {
  for (const count of [1, 2, 3, 4]) {
    const values = Array.from({ length: count }, (_, i) => i + 1);
    conforms(
      `${count} senders, one receiver, capacity ${capacity}: every order`,
      async () => {
        const channel = chan<number>(capacity);
        for (const value of values) go(`sender ${value}`, () => channel.send(value));
        return take(channel, count);
      },
      { outcomes: returned(...orders(values)) },
    );
  }

  conforms(
    `two senders of two values each, capacity ${capacity}: every merge`,
    async () => {
      const channel = chan<string>(capacity);
      for (const name of ['a', 'b']) {
        go(name, async () => {
          await channel.send(`${name}1`);
          await channel.send(`${name}2`);
        });
      }
      return take(channel, 4);
    },
    { outcomes: returned(...merges) },
  );

  conforms(
    `select twice over two senders, capacity ${capacity}`,
    async () => {
      const a = chan<number>(capacity);
      const b = chan<number>(capacity);
      go('a', () => a.send(1));
      go('b', () => b.send(1));
      return [(await select({ a, b })).case, (await select({ a, b })).case];
    },
    { outcomes: returned(['a', 'b'], ['b', 'a']) },
  );
}

const resultOrTimeout = (capacity: number) => async () => {
  const result = chan<number>(capacity);
  go('worker', () => result.send(1));
  return (await select({ result, timeout: after(100) })).case;
};
conforms('result or timeout, capacity 0: the worker may be left behind', resultOrTimeout(0), {
  outcomes: returned('result', 'timeout'),
  findings: ['leak'],
});

conforms('result or timeout, capacity 1', resultOrTimeout(1), { outcomes: returned('result', 'timeout') });

conforms(
  'send beside close, capacity 1',
  async () => {
    const channel = chan<number>(1);
    const closer = go('closer', () => channel.close());
    const sent = await attempt(channel.send(1));
    await closer.join();
    return sent;
  },
  { outcomes: returned('ok', 'ChannelClosedError'), findings: ['race'] },
);

const crossed = (capacity: number) => async () => {
  const a = chan<number>(capacity);
  const b = chan<number>(capacity);
  const other = go('other', async () => {
    await b.send(1);
    await a.receive();
  });
  await a.send(1);
  await b.receive();
  await other.join();
  return 'ok';
};
conforms('crossed sends and receives, unbuffered', crossed(0), { outcomes: ['deadlocked'] });

conforms('crossed sends and receives, capacity 1', crossed(1), { outcomes: returned('ok') });

const look = (capacity: number) => async () => {
  const channel = chan<string>(capacity);
  go('sender', () => channel.send('value'));
  const seen = await channel.tryReceive();
  return seen === undefined ? 'nothing' : seen.value;
};
conforms('a look beside a buffered send', look(1), { outcomes: returned('value', 'nothing') });

conforms('a look beside an unbuffered send: the sender may be left behind', look(0), {
  outcomes: returned('value', 'nothing'),
  findings: ['leak'],
});
