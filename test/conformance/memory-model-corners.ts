import {
  type AtomicNumber,
  after,
  atomic,
  Cond,
  cancellation,
  chan,
  go,
  Mutex,
  type ReceiveChannel,
  RWMutex,
  Semaphore,
  select,
  sleep,
  WaitGroup,
} from 'happens-before';
import { type Around, aroundStep, both, overCell, type RuleCase } from './rule-case.ts';

// Further programs for the rules: every other way to perform an operation, and what looks as if it ordered and does not.

const processes: readonly RuleCase[] = [
  {
    rule: 2,
    what: 'an end by an error comes before the join that sees it, and orders nothing else',
    ordered: endsWithError(true),
    racing: endsWithError(false),
  },
];

function endsWithError(joins: boolean): () => Promise<unknown> {
  return overCell(async (x) => {
    const writeAndFail = async (): Promise<void> => {
      await x.write(1);
      throw new Error('over');
    };
    const p = go('p', writeAndFail, { supervised: true });
    if (joins) await p.join().catch(() => undefined);
    return x.read();
  });
}

const receives: Record<string, (channel: ReceiveChannel<string>) => Promise<boolean>> = {
  next: async (channel) => (await channel.next()) !== undefined,
  select: async (channel) => (await select({ channel })).case !== undefined,
  tryReceive: async (channel) => (await channel.tryReceive()) !== undefined,
  'select with otherwise': async (channel) => (await select({ channel }, { otherwise: true })).case !== undefined,
  'for await': async (channel) => {
    for await (const _ of channel) break;
    return true;
  },
};

const channels: readonly RuleCase[] = [
  ...Object.entries(receives).flatMap(([name, received]) => [
    aroundStep(3, `a send comes before a ${name} that takes its value`, (around) =>
      overCell(async (x) => {
        const channel = chan<string>(1);
        go('p', () => around(x, () => channel.send('written')));
        if (await received(channel)) await x.read();
      }),
    ),
    aroundStep(4, `a close comes before a ${name} that sees it`, (around) =>
      overCell(async (x) => {
        const channel = chan<string>();
        go('p', () => around(x, () => channel.close()));
        if (await received(channel)) await x.read();
      }),
    ),
  ]),
  aroundStep(3, 'a trySend that succeeds is a send', (around) =>
    overCell(async (x) => {
      const channel = chan<string>(1);
      go('p', () => around(x, () => channel.trySend('written')));
      await channel.receive();
      return x.read();
    }),
  ),
  aroundStep(3, 'a send case that is taken is a send', (around) =>
    overCell(async (x) => {
      const channel = chan<string>();
      go('p', () => around(x, () => select({ send: [channel, 'written'] })));
      await channel.receive();
      return x.read();
    }),
  ),
  {
    ...aroundStep(4, 'a close comes before the end of a send that it wakes', (around) =>
      overCell(async (x) => {
        const channel = chan<string>(0, 'channel');
        go('p', () => around(x, () => channel.close()));
        await channel.send('never').catch(() => undefined);
        return x.read();
      }),
    ),
    besides: ['channel'],
  },
  {
    rule: 3,
    what: 'the length of a channel orders nothing',
    ordered: seesLength(true),
    racing: seesLength(false),
  },
  {
    rule: 3,
    what: 'a look that finds nothing orders nothing',
    ordered: failedLook(true),
    racing: failedLook(false),
  },
];

function seesLength(takes: boolean): () => Promise<unknown> {
  return overCell(async (x) => {
    const channel = chan<string>(1);
    go('p', async () => {
      await x.write(1);
      await channel.send('written');
    });
    if ((await channel.length()) === 0) return;
    if (takes) await channel.receive();
    await x.read();
  });
}

/** A look that fails shows that p has taken the value, and still only the answer that p sends is ordered after its write. */
function failedLook(waits: boolean): () => Promise<unknown> {
  return overCell(async (x) => {
    const channel = chan<string>(1);
    const answer = chan<true>(1);
    await channel.send('take it');
    go('p', async () => {
      await x.write(1);
      await channel.receive();
      await answer.send(true);
    });
    if ((await channel.tryReceive()) !== undefined) await channel.send('take it');
    else if (waits) await answer.receive();
    else return x.read();
    return undefined;
  });
}

/** Two processes: one lets go of something around its write, the other takes it and reads. */
function handedOver(
  rule: number,
  what: string,
  make: () => { writer: (step: (release: () => Promise<unknown>) => Promise<void>) => Promise<void>; reader: Reader },
): RuleCase {
  return aroundStep(rule, what, (around: Around) =>
    overCell(async (x) => {
      const { writer, reader } = make();
      await both(
        () => writer((release) => around(x, release)),
        () => reader(() => x.read()),
      );
    }),
  );
}

type Reader = (read: () => Promise<unknown>) => Promise<void>;

function reading(lock: () => Promise<unknown>, unlock: () => Promise<unknown>): Reader {
  return async (read) => {
    if ((await lock()) === false) return;
    await read();
    await unlock();
  };
}

const locks: readonly RuleCase[] = [
  aroundStep(7, 'an unlock by another process than the one that locked', (around) =>
    overCell(async (x) => {
      const m = new Mutex();
      await m.lock();
      go('p', () => around(x, () => m.unlock()));
      await m.lock();
      return x.read();
    }),
  ),
  handedOver(7, 'a release of a Semaphore comes before an acquire of what it gave back', () => {
    const s = new Semaphore(1);
    return {
      writer: async (step) => {
        await s.acquire();
        await step(() => s.release());
      },
      reader: reading(
        () => s.acquire(),
        () => s.release(),
      ),
    };
  }),
  handedOver(8, 'a runlock comes before a later lock', () => {
    const m = new RWMutex();
    return {
      writer: async (step) => {
        await m.rlock();
        await step(() => m.runlock());
      },
      reader: reading(
        () => m.lock(),
        () => m.unlock(),
      ),
    };
  }),
  handedOver(8, 'an unlock comes before a later rlock', () => {
    const m = new RWMutex();
    return {
      writer: async (step) => {
        await m.lock();
        await step(() => m.unlock());
      },
      reader: reading(
        () => m.rlock(),
        () => m.runlock(),
      ),
    };
  }),
  handedOver(9, 'a successful tryLock of an RWMutex is a lock', () => {
    const m = new RWMutex();
    return {
      writer: async (step) => {
        await m.rlock();
        await step(() => m.runlock());
      },
      reader: reading(
        () => m.tryLock(),
        () => m.unlock(),
      ),
    };
  }),
  handedOver(9, 'a successful tryRLock is an rlock', () => {
    const m = new RWMutex();
    return {
      writer: async (step) => {
        await m.lock();
        await step(() => m.unlock());
      },
      reader: reading(
        () => m.tryRLock(),
        () => m.runlock(),
      ),
    };
  }),
  ...(['tryLock', 'tryRLock'] as const).map((attempt): RuleCase => {
    return {
      rule: 10,
      what: `a failed ${attempt} of an RWMutex orders nothing`,
      ordered: afterFailed(attempt, true),
      racing: afterFailed(attempt, false),
    };
  }),
];

function afterFailed(attempt: 'tryLock' | 'tryRLock', thenLocks: boolean): () => Promise<unknown> {
  return overCell(async (x) => {
    const m = new RWMutex();
    await both(
      async () => {
        await x.write(1);
        await m.lock();
        await m.unlock();
      },
      async () => {
        if (await m[attempt]()) {
          await (attempt === 'tryLock' ? m.unlock() : m.runlock());
          return;
        }
        if (thenLocks) await m.rlock();
        await x.read();
        if (thenLocks) await m.runlock();
      },
    );
  });
}

const changes: Record<string, (flag: AtomicNumber<number>) => Promise<unknown>> = {
  swap: (flag) => flag.swap(1),
  add: (flag) => flag.add(1),
  'successful compareAndSwap': (flag) => flag.compareAndSwap(0, 1),
};
const looks: Record<string, (flag: AtomicNumber<number>) => Promise<boolean>> = {
  load: async (flag) => (await flag.load()) === 1,
  swap: async (flag) => (await flag.swap(2)) === 1,
  add: async (flag) => (await flag.add(0)) === 1,
  'successful compareAndSwap': (flag) => flag.compareAndSwap(1, 2),
};

const others: readonly RuleCase[] = [
  ...Object.entries(changes).flatMap(([change, changed]) =>
    Object.entries(looks).map(([look, seen]) =>
      aroundStep(12, `a ${change} comes before a ${look} that sees it`, (around) =>
        overCell(async (x) => {
          const flag = atomic(0);
          go('p', () => around(x, () => changed(flag)));
          if (await seen(flag)) await x.read();
        }),
      ),
    ),
  ),
  {
    rule: 12,
    what: 'a compareAndSwap that fails changes nothing, and does not race with a plain read',
    ordered: swapBesidePlainRead(false),
    racing: swapBesidePlainRead(true),
  },
  {
    rule: 12,
    what: 'a plain write races with an atomic read',
    ordered: plainBesideLoad('read'),
    racing: plainBesideLoad('write'),
  },
  aroundStep(13, 'an add of less than nothing is a done', (around) =>
    overCell(async (x) => {
      const group = new WaitGroup();
      await group.add(1);
      go('p', () => around(x, () => group.add(-1)));
      await group.wait();
      return x.read();
    }),
  ),
  {
    rule: 14,
    what: 'a wait lets go of its lock as an unlock does',
    ordered: readsWhileOtherWaits(true),
    racing: readsWhileOtherWaits(false),
  },
  {
    rule: 15,
    what: 'that time has passed orders nothing',
    ordered: overCell(async (x) => {
      const p = go('p', () => x.write(1));
      await sleep(1000);
      await p.join();
      return x.read();
    }),
    racing: overCell(async (x) => {
      go('p', () => x.write(1));
      await sleep(1000);
      return x.read();
    }),
  },
  aroundStep(15, 'creating a timer comes before its firing', (around) =>
    overCell(async (x) => {
      // Nothing but the timer itself, found in a plain variable, leads from main to the process.
      let alarm: ReceiveChannel<unknown> | undefined;
      const p = go('p', async () => {
        await sleep(1);
        if (alarm === undefined) return;
        await alarm.receive();
        await x.read();
      });
      await around(x, async () => {
        alarm = after(1);
      });
      await p.join();
    }),
  ),
  aroundStep(16, 'a cancel of the parent comes before the receive that sees it in a child', (around) =>
    overCell(async (x) => {
      const parent = cancellation();
      const child = cancellation({ parent });
      go('p', () => around(x, () => parent.cancel()));
      await child.done.receive();
      return x.read();
    }),
  ),
];

function swapBesidePlainRead(succeeds: boolean): () => Promise<unknown> {
  return async () => {
    const x = atomic(0, 'x');
    await both(
      () => x.compareAndSwap(succeeds ? 0 : 1, 2),
      () => x.plain.read(),
    );
  };
}

function plainBesideLoad(access: 'read' | 'write'): () => Promise<unknown> {
  return async () => {
    const x = atomic(0, 'x');
    await both(
      () => x.load(),
      () => (access === 'read' ? x.plain.read() : x.plain.write(1)),
    );
  };
}

/** What was written before a wait is read by whoever has the lock while it lasts, in order only if it has the lock. */
function readsWhileOtherWaits(locks: boolean): () => Promise<unknown> {
  return overCell(async (x) => {
    const m = new Mutex();
    const cond = new Cond(m);
    const waits = chan<true>(1);
    go('p', async () => {
      await waits.receive();
      if (locks) await m.lock();
      await x.read();
      if (!locks) await m.lock();
      await m.unlock();
      await cond.signal();
    });
    await m.lock();
    await waits.send(true);
    await x.write(1);
    await cond.wait();
    await m.unlock();
  });
}

export const cornerCases: readonly RuleCase[] = [...processes, ...channels, ...locks, ...others];
