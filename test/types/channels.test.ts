import {
  after,
  atomic,
  type Channel,
  Cond,
  cancellation,
  chan,
  choose,
  every,
  go,
  Mutex,
  type Never,
  never,
  Once,
  type ReceiveChannel,
  RWMutex,
  Semaphore,
  type SendChannel,
  select,
  shared,
  sleep,
  WaitGroup,
} from 'happens-before';
import { describe, expectTypeOf, test } from 'vitest';

// Checked by the compiler: what is right has exactly the type that is said, and every misuse below is an error.

declare const numbers: Channel<number>;
declare const words: ReceiveChannel<string>;
declare const out: SendChannel<number>;

/** Calls that are never made: only the compiler reads them. */
function expectCompiles(_calls: () => void | Promise<void>): void {}

describe('channels', () => {
  test('send and receive what they hold', () => {
    expectTypeOf(chan<number>).returns.toEqualTypeOf<Channel<number>>();
    expectCompiles(() => {
      expectTypeOf(numbers.send(1)).toEqualTypeOf<Promise<void>>();
      expectTypeOf(numbers.receive()).toEqualTypeOf<Promise<number | undefined>>();
      expectTypeOf(numbers.next()).toEqualTypeOf<Promise<IteratorResult<number, undefined>>>();
      expectTypeOf(numbers.trySend(1)).toEqualTypeOf<Promise<boolean>>();
      expectTypeOf(numbers.tryReceive()).toEqualTypeOf<Promise<IteratorResult<number, undefined> | undefined>>();
      // @ts-expect-error a channel of numbers takes no text
      void numbers.send('1');
      // @ts-expect-error a channel of numbers takes no text
      void numbers.trySend('1');
      // @ts-expect-error a value is needed
      void numbers.send();
      // @ts-expect-error a capacity is a number
      chan('jobs');
    });
  });

  test('of nothing in particular hold unknown', () => {
    expectTypeOf(chan()).toEqualTypeOf<Channel<unknown>>();
  });

  test('are iterated', () => {
    expectCompiles(async () => {
      for await (const word of words) expectTypeOf(word).toEqualTypeOf<string>();
      // @ts-expect-error a channel can be iterated only with await
      for (const word of words) void word;
      // @ts-expect-error what only sends cannot be iterated
      void out[Symbol.asyncIterator]();
    });
  });

  test('waiting takes a signal and nothing else', () => {
    expectCompiles(() => {
      void numbers.receive({ signal: AbortSignal.timeout(1) });
      // @ts-expect-error there is no such option
      void numbers.receive({ timeout: 1 });
      // @ts-expect-error a controller is no signal
      void numbers.receive({ signal: new AbortController() });
      // @ts-expect-error trySend never waits
      void numbers.trySend(1, { signal: AbortSignal.timeout(1) });
    });
  });
});

describe('one-way views', () => {
  test('a channel is both, neither is a channel', () => {
    expectTypeOf<Channel<number>>().toExtend<SendChannel<number>>();
    expectTypeOf<Channel<number>>().toExtend<ReceiveChannel<number>>();
    expectTypeOf<SendChannel<number>>().not.toExtend<ReceiveChannel<number>>();
    expectTypeOf<ReceiveChannel<number>>().not.toExtend<SendChannel<number>>();
    expectTypeOf<SendChannel<number>>().not.toExtend<Channel<number>>();
    expectTypeOf<ReceiveChannel<number>>().not.toExtend<Channel<number>>();
  });

  test('refuse the other way', () => {
    expectCompiles(() => {
      // @ts-expect-error what only receives cannot send
      void words.send('a');
      // @ts-expect-error what only receives cannot be closed
      void words.close();
      // @ts-expect-error what only sends cannot receive
      void out.receive();
      // @ts-expect-error what only sends has no length to tell
      void out.length();
    });
  });

  test('a receiver of less will do for more, a sender of more for less', () => {
    expectTypeOf<ReceiveChannel<1>>().toExtend<ReceiveChannel<number>>();
    expectTypeOf<ReceiveChannel<number>>().not.toExtend<ReceiveChannel<1>>();
    expectTypeOf<SendChannel<number>>().toExtend<SendChannel<1>>();
    expectTypeOf<SendChannel<1>>().not.toExtend<SendChannel<number>>();
    expectTypeOf<Channel<1>>().not.toExtend<Channel<number>>();
    expectTypeOf<Channel<number>>().not.toExtend<Channel<1>>();
  });

  test('never is a channel of any type that nothing comes out of', () => {
    expectTypeOf<Never>().toExtend<ReceiveChannel<string>>();
    expectTypeOf<Never>().toExtend<SendChannel<string>>();
    expectTypeOf<Never>().toExtend<Channel<never>>();
    expectCompiles(() => {
      expectTypeOf(never.receive()).toEqualTypeOf<Promise<undefined>>();
    });
  });

  test('a timer only fires', () => {
    expectTypeOf(after(1)).toEqualTypeOf<ReceiveChannel<number>>();
    expectCompiles(() => {
      // @ts-expect-error only the clock sends to a timer
      void every(1).channel.send(1);
      // @ts-expect-error only the clock closes a timer
      void every(1).channel.close();
    });
  });
});

describe('select', () => {
  test('tells by the case which value it is', () => {
    expectCompiles(async () => {
      const got = await select({ n: numbers, word: words, sent: [out, 1], late: after(1) });
      expectTypeOf(got).toEqualTypeOf<
        | { readonly case: 'n'; readonly value: number | undefined }
        | { readonly case: 'word'; readonly value: string | undefined }
        | { readonly case: 'sent' }
        | { readonly case: 'late'; readonly value: number | undefined }
      >();
      if (got.case === 'word') expectTypeOf(got.value).toEqualTypeOf<string | undefined>();
      // @ts-expect-error a send has no value
      if (got.case === 'sent') void got.value;
      // @ts-expect-error there is no such case
      if (got.case === 'lat') return;
    });
  });

  test('with otherwise may have done nothing', () => {
    expectCompiles(async () => {
      const got = await select({ n: numbers }, { otherwise: true });
      expectTypeOf(got).toEqualTypeOf<
        { readonly case: 'n'; readonly value: number | undefined } | { readonly case: undefined }
      >();
    });
  });

  test('takes cases that are made elsewhere', () => {
    expectCompiles(async () => {
      const send: [SendChannel<number>, number] = [out, 1];
      const many: Record<string, Channel<number>> = {};
      expectTypeOf(await select({ send })).toEqualTypeOf<{ readonly case: 'send' }>();
      const either: [SendChannel<number | string>, number | string] = [chan<number | string>(), 1];
      expectTypeOf(await select({ either })).toEqualTypeOf<{ readonly case: 'either' }>();
      expectTypeOf(await select(many)).toEqualTypeOf<{ readonly case: string; readonly value: number | undefined }>();
      expectTypeOf(await select({ a: never, b: numbers })).toEqualTypeOf<
        { readonly case: 'a'; readonly value: undefined } | { readonly case: 'b'; readonly value: number | undefined }
      >();
      expectTypeOf(select({})).toEqualTypeOf<Promise<never>>();
    });
  });

  test('refuses what is no case', () => {
    expectCompiles(() => {
      // @ts-expect-error a promise is no case: a losing promise could not be taken back
      void select({ late: sleep(100) });
      // @ts-expect-error the channel takes numbers
      void select({ send: [out, 'text'] });
      // @ts-expect-error the channel takes numbers
      void select({ ok: words, send: [numbers, 'text'] });
      // @ts-expect-error a send needs a value
      void select({ send: [out] });
      // @ts-expect-error what only receives cannot send
      void select({ send: [words, 'a'] });
      // @ts-expect-error what only sends cannot receive
      void select({ receive: out });
      // @ts-expect-error there is no such option
      void select({ words }, { timeout: 1 });
    });
  });
});

describe('processes', () => {
  test('end in what their bodies return', () => {
    expectCompiles(() => {
      expectTypeOf(go(() => 1).join()).toEqualTypeOf<Promise<number>>();
      expectTypeOf(go('name', async () => 'text').join()).toEqualTypeOf<Promise<string>>();
      // @ts-expect-error a process is no promise
      go(() => 1).then(() => 2);
      // @ts-expect-error a body is a function, not its promise
      go('name', Promise.resolve(1));
      // @ts-expect-error there is no such option
      go(() => 1, { daemon: true });
    });
  });

  test('a choice is one of its options', () => {
    expectCompiles(() => {
      expectTypeOf(choose('a', 'b')).toEqualTypeOf<Promise<'a' | 'b'>>();
    });
  });
});

describe('locks and cells', () => {
  test('keep their types', () => {
    expectTypeOf(shared(1).read).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(atomic('a').load).returns.toEqualTypeOf<Promise<string>>();
    expectTypeOf(atomic(1).add).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(atomic(1n).add).returns.toEqualTypeOf<Promise<bigint>>();
    expectTypeOf(new Mutex().acquire).returns.toEqualTypeOf<Promise<AsyncDisposable>>();
    expectTypeOf(cancellation().done).toEqualTypeOf<ReceiveChannel<never>>();
  });

  test('refuse what makes no sense', () => {
    expectCompiles(() => {
      // @ts-expect-error a cell of numbers takes no text
      void shared(1).write('a');
      // @ts-expect-error text cannot be added to
      void atomic('a').add('b');
      // @ts-expect-error numbers are not added to bigints
      void atomic(1n).add(1);
      // @ts-expect-error an update computes the new value from the old
      void shared(1).update((n) => `${n}`);
      // @ts-expect-error a Cond is on a lock
      new Cond(new Semaphore(1));
      new Cond(new RWMutex().rlocker());
      // @ts-expect-error a group counts by numbers
      void new WaitGroup().add('1');
      // @ts-expect-error once does something
      void new Once().do();
      // @ts-expect-error a parent is a cancellation, not its signal
      cancellation({ parent: cancellation().signal });
      // @ts-expect-error nobody sends on done
      void cancellation().done.send();
    });
  });
});
