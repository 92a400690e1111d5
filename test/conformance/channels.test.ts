import { type Channel, chan, go, never, type SendChannel, select } from 'happens-before';
import { describe } from 'vitest';
import { attempt, conforms, returned } from './conforms.ts';

// The facts of Go channels, by number. The heavy ones (9, 12, 14, 16) have their full size in channels-at-size.test.ts;
// 13 is about types alone, and 15 is in channel-cancellation.test.ts.

/** A channel that holds these values already. */
async function filled<T>(...values: readonly T[]): Promise<Channel<T>> {
  const channel = chan<T>(values.length);
  for (const value of values) await channel.send(value);
  return channel;
}

describe('1: a nil channel blocks for ever and is never chosen', () => {
  conforms('receive', () => never.receive(), { outcomes: ['deadlocked'] });

  conforms('send', () => never.send(1), { outcomes: ['deadlocked'] });

  conforms(
    'select',
    async () => {
      const ready = await filled(1);
      return (await select({ receive: never, send: [never, 1], ready })).case;
    },
    { outcomes: returned('ready') },
  );
});

describe('2: who waits', () => {
  conforms(
    'a buffered send with room does not',
    async () => {
      const channel = chan<number>(2);
      await channel.send(1);
      await channel.send(2);
      return [await channel.length(), await channel.trySend(3)];
    },
    { outcomes: returned([2, false]) },
  );

  conforms(
    'a send to a full buffer does',
    async () => {
      const channel = chan<number>(1);
      await channel.send(1);
      await channel.send(2);
    },
    { outcomes: ['deadlocked'] },
  );

  conforms(
    'until a receive makes room',
    async () => {
      const channel = chan<number>(1);
      await channel.send(1);
      const receiver = go('receiver', () => channel.receive());
      await channel.send(2);
      return [await receiver.join(), await channel.receive()];
    },
    { outcomes: returned([1, 2]) },
  );

  conforms(
    'an unbuffered send does',
    async () => {
      await chan<number>().send(1);
    },
    { outcomes: ['deadlocked'] },
  );

  conforms(
    'until a receiver comes',
    async () => {
      const channel = chan<number>();
      const receiver = go('receiver', () => channel.receive());
      await channel.send(1);
      return [await receiver.join(), await channel.trySend(2)];
    },
    { outcomes: returned([1, false]) },
  );
});

describe('3: receiving from a closed channel', () => {
  conforms(
    'values sent before the close come first, then "closed" at once',
    async () => {
      const channel = await filled('a', 'b');
      await channel.close();
      const a = await channel.receive();
      const b = await channel.next();
      const nothing = await channel.receive();
      const end = await channel.next();
      return [a, b.done, b.value, nothing ?? 'closed', end.done];
    },
    { outcomes: returned(['a', false, 'b', 'closed', true]) },
  );

  conforms(
    'as a range, beside its sender',
    async () => {
      const channel = chan<number>();
      go('sender', async () => {
        for (const value of [1, 2, 3]) await channel.send(value);
        await channel.close();
      });
      const received: number[] = [];
      for await (const value of channel) received.push(value);
      return received;
    },
    { outcomes: returned([1, 2, 3]) },
  );

  conforms(
    'as a look',
    async () => {
      const channel = await filled('a');
      await channel.close();
      const looks = [await channel.tryReceive(), await channel.tryReceive(), await chan<string>().tryReceive()];
      return looks.map((look) => (look === undefined ? 'nothing' : look.done === true ? 'closed' : look.value));
    },
    { outcomes: returned(['a', 'closed', 'nothing']) },
  );

  conforms(
    'as a select case',
    async () => {
      const channel = await filled('a');
      await channel.close();
      const first = await select({ channel });
      const second = await select({ channel }, { otherwise: true });
      return [first.value, second.case, second.case === 'channel' && second.value === undefined];
    },
    { outcomes: returned(['a', 'channel', true]) },
  );
});

describe('4: sending on a closed channel is an error', () => {
  conforms(
    'as a statement',
    async () => {
      const channel = chan<number>(1);
      await channel.close();
      await channel.send(1);
    },
    { outcomes: ['panicked ChannelClosedError'], findings: ['panic'] },
  );

  conforms(
    'as a select case, with and without otherwise',
    async () => {
      const channel = chan<number>();
      await channel.close();
      return [
        await attempt(select({ send: [channel, 1] })),
        await attempt(select({ send: [channel, 1] }, { otherwise: true })),
      ];
    },
    { outcomes: returned(['ChannelClosedError', 'ChannelClosedError']) },
  );

  conforms(
    'when the close comes while it waits',
    async () => {
      const channel = chan<number>();
      const closer = go('closer', () => channel.close());
      const sent = await attempt(channel.send(1));
      await closer.join();
      return sent;
    },
    { outcomes: returned('ChannelClosedError'), findings: ['race'] },
  );

  conforms(
    'when the close comes while it waits in a select',
    async () => {
      const channel = chan<number>();
      const closer = go('closer', () => channel.close());
      const sent = await attempt(select({ send: [channel, 1], never }));
      await closer.join();
      return sent;
    },
    { outcomes: returned('ChannelClosedError'), findings: ['race'] },
  );
});

describe('5: closing', () => {
  conforms(
    'twice is an error in every schedule',
    async () => {
      const channel = chan<number>();
      const closers = ['p', 'q'].map((name) => go(name, () => attempt(channel.close())));
      const results: string[] = [];
      for (const closer of closers) results.push(await closer.join());
      return results;
    },
    { outcomes: returned(['ok', 'ChannelClosedError'], ['ChannelClosedError', 'ok']), findings: ['race'] },
  );

  conforms(
    'wakes every waiting receiver',
    async () => {
      const channel = chan<number>();
      const receivers = ['p', 'q', 'r'].map((name) => go(name, () => channel.next()));
      await channel.close();
      const ends: unknown[] = [];
      for (const receiver of receivers) ends.push((await receiver.join()).done);
      return ends;
    },
    { outcomes: returned([true, true, true]) },
  );
});

describe('6: a select that nothing can end', () => {
  conforms('without cases blocks', () => select({}), { outcomes: ['deadlocked'] });

  conforms('with only nil channels blocks', () => select({ a: never, b: [never, 1] }), {
    outcomes: ['deadlocked'],
  });

  conforms(
    'with otherwise never blocks',
    async () => {
      const choices = [
        await select({}, { otherwise: true }),
        await select({ a: never }, { otherwise: true }),
        await select({ a: chan<number>(), b: [chan<number>(), 1] }, { otherwise: true }),
      ];
      return choices.map((choice) => choice.case ?? 'otherwise');
    },
    { outcomes: returned(['otherwise', 'otherwise', 'otherwise']) },
  );
});

describe('7: a ready case is chosen before otherwise', () => {
  conforms(
    'when it stays ready',
    async () => {
      const ready = await filled(1);
      const room = chan<number>(1);
      const first = await select({ ready, never }, { otherwise: true });
      const second = await select({ room: [room, 2], never }, { otherwise: true });
      return [first.case, second.case];
    },
    { outcomes: returned(['ready', 'room']) },
  );

  conforms(
    'when its channel goes from full to closed',
    async () => {
      const channel = await filled(1);
      const looker = go('looker', () => select({ channel }, { otherwise: true }));
      await channel.close();
      await channel.receive();
      return (await looker.join()).case ?? 'otherwise';
    },
    { outcomes: returned('channel') },
  );

  conforms(
    'when one case becomes ready before the other ceases to be: it looks at all of them at one instant',
    async () => {
      const a = await filled(1);
      const b = chan<number>(1);
      const looker = go('looker', () => select({ a, b }, { otherwise: true }));
      await b.send(1);
      await select({ a }, { otherwise: true });
      return (await looker.join()).case ?? 'otherwise';
    },
    { outcomes: returned('a', 'b') },
  );

  conforms(
    'when one is closed before the other is emptied',
    async () => {
      const a = await filled(1);
      const b = chan<number>();
      const looker = go('looker', () => select({ a, b }, { otherwise: true }));
      await b.close();
      await select({ a }, { otherwise: true });
      return (await looker.join()).case ?? 'otherwise';
    },
    { outcomes: returned('a', 'b') },
  );
});

describe('8: a select does not match itself', () => {
  conforms(
    'send and receive on one unbuffered channel',
    async () => {
      const channel = chan<number>();
      await select({ send: [channel, 1], receive: channel });
    },
    { outcomes: ['deadlocked'] },
  );

  conforms(
    'but it matches another like it, either way round',
    async () => {
      const channel = chan<string>();
      const either = (name: string) => select({ send: [channel, name], receive: channel });
      const other = go('other', () => either('other'));
      const mine = await either('main');
      const its = await other.join();
      return [mine.case === 'receive' ? mine.value : 'sent', its.case === 'receive' ? its.value : 'sent'];
    },
    { outcomes: returned(['sent', 'main'], ['other', 'sent']) },
  );
});

describe('9: losing cases leave nothing behind', () => {
  conforms(
    'no waiter, and later ones still wake',
    async () => {
      const lost = chan<number>();
      const lostSend = chan<number>();
      const won = chan<number>();
      const sender = go('sender', () => won.send(1));
      const choice = await select({ lost, lostSend: [lostSend, 2], won });
      await sender.join();
      const nobodyReceives = !(await lost.trySend(3));
      const nobodySends = (await lostSend.tryReceive()) === undefined;
      const receiver = go('receiver', () => lost.receive());
      await lost.send(4);
      return [choice.case, nobodyReceives, nobodySends, await receiver.join()];
    },
    { outcomes: returned(['won', true, true, 4]) },
  );
});

describe('10: the same channel twice in one select', () => {
  conforms(
    'two ready receives: both are chosen',
    async () => {
      const channel = await filled(1);
      return (await select({ a: channel, b: channel })).case;
    },
    { outcomes: returned('a', 'b') },
  );

  conforms(
    'two ready sends: both are chosen',
    async () => {
      const channel = chan<string>(1);
      const choice = await select({ a: [channel, 'a'], b: [channel, 'b'] });
      return [choice.case, await channel.receive()];
    },
    { outcomes: returned(['a', 'a'], ['b', 'b']) },
  );

  conforms(
    'waiting, it takes one value and leaves the queue whole',
    async () => {
      const channel = chan<number>();
      const selector = go('selector', async () => (await select({ a: channel, b: channel })).value);
      await channel.send(1);
      const nobodyReceives = !(await channel.trySend(2));
      const receiver = go('receiver', () => channel.receive());
      await channel.send(3);
      return [await selector.join(), nobodyReceives, await receiver.join()];
    },
    { outcomes: returned([1, true, 3]) },
  );
});

describe("11: a send case's operand is evaluated once, on entering select", () => {
  const evaluations = (taken: boolean) => async (): Promise<unknown> => {
    const out = chan<number>(1);
    const other = await filled('other');
    let count = 0;
    const choice = await select({
      get send(): [SendChannel<number>, number] {
        count++;
        return [taken ? out : never, count];
      },
      other: taken ? never : other,
    });
    return [choice.case, count];
  };
  conforms('taken', evaluations(true), { outcomes: returned(['send', 1]) });

  conforms('not taken', evaluations(false), { outcomes: returned(['other', 1]) });

  conforms(
    'what is changed afterwards is not sent',
    async () => {
      const channel = chan<string>();
      const operand: [SendChannel<string>, string] = [channel, 'on entry'];
      const waiting = select({ send: operand });
      operand[1] = 'afterwards';
      const received = await channel.receive();
      await waiting;
      return received;
    },
    { outcomes: returned('on entry') },
  );
});

describe('12: first in, first out', () => {
  for (const capacity of [0, 1, 2]) {
    conforms(
      `capacity ${capacity}`,
      async () => {
        const channel = chan<number>(capacity);
        const sender = go('sender', async () => {
          for (let i = 0; i < 5; i++) await channel.send(i);
        });
        const received: unknown[] = [];
        for (let i = 0; i < 5; i++) received.push(await channel.receive());
        await sender.join();
        return received;
      },
      { outcomes: returned([0, 1, 2, 3, 4]) },
    );
  }
});

describe('14: nothing lost, nothing twice', () => {
  conforms(
    'two producers of two values each',
    async () => {
      const channel = chan<number>();
      for (const base of [0, 2]) {
        go(`producer ${base}`, async () => {
          for (const value of [base, base + 1]) await channel.send(value);
        });
      }
      const received: number[] = [];
      for (let i = 0; i < 4; i++) received.push((await channel.receive()) ?? -1);
      return received.sort();
    },
    { outcomes: returned([0, 1, 2, 3]) },
  );

  conforms(
    'two workers sharing three items',
    async () => {
      const items = chan<number>();
      const workers = ['p', 'q'].map((name) =>
        go(name, async () => {
          const mine: number[] = [];
          for await (const item of items) mine.push(item);
          return mine;
        }),
      );
      for (const item of [1, 2, 3]) await items.send(item);
      await items.close();
      const done: number[] = [];
      for (const worker of workers) done.push(...(await worker.join()));
      return done.sort();
    },
    { outcomes: returned([1, 2, 3]) },
  );
});
