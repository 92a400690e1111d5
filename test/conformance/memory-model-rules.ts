import { atomic, Cond, cancellation, chan, go, Mutex, Once, RWMutex, timer, WaitGroup } from 'happens-before';
import { aroundStep, both, overCell, type RuleCase } from './rule-case.ts';

const processRules: readonly RuleCase[] = [
  aroundStep(1, 'a spawn comes before the first step', (around) =>
    overCell(async (x) => {
      await around(x, async () => go('p', () => x.read()));
    }),
  ),
  {
    rule: 2,
    what: 'the end of a process comes before the return of its join',
    ordered: overCell(async (x) => {
      const p = go('p', () => x.write(1));
      await p.join();
      return x.read();
    }),
    racing: overCell(async (x) => {
      go('p', () => x.write(1));
      return x.read();
    }),
  },
];

const channelRules: readonly RuleCase[] = [
  ...[0, 1].map((capacity) =>
    aroundStep(3, `a send comes before the matching receive, capacity ${capacity}`, (around) =>
      overCell(async (x) => {
        const channel = chan<string>(capacity);
        go('p', () => around(x, () => channel.send('written')));
        await channel.receive();
        return x.read();
      }),
    ),
  ),
  aroundStep(4, 'a close comes before a receive that sees it', (around) =>
    overCell(async (x) => {
      const channel = chan<string>();
      go('p', () => around(x, () => channel.close()));
      await channel.receive();
      return x.read();
    }),
  ),
  {
    rule: 5,
    what: 'an unbuffered receive comes before the return of the matching send',
    ordered: receiveBeforeSend(0),
    racing: receiveBeforeSend(1),
  },
  {
    rule: 6,
    what: 'the k-th receive comes before the return of the (k+C)-th send',
    ordered: bufferAsLock(1),
    racing: bufferAsLock(2),
  },
];

function receiveBeforeSend(capacity: number): () => Promise<unknown> {
  return overCell(async (x) => {
    const channel = chan<string>(capacity);
    go('p', async () => {
      await x.write(1);
      await channel.receive();
    });
    await channel.send('read it?');
    return x.read();
  });
}

/** As many processes as the buffer has room for are between their send and their receive. */
function bufferAsLock(capacity: number): () => Promise<unknown> {
  return overCell(async (x) => {
    const inside = chan<true>(capacity);
    const enter = async (): Promise<void> => {
      await inside.send(true);
      await x.update((value) => value + 1);
      await inside.receive();
    };
    await both(enter, enter);
  });
}

const lockRules: readonly RuleCase[] = [
  aroundStep(7, 'an unlock of a Mutex comes before the return of every later lock', (around) =>
    overCell(async (x) => {
      const m = new Mutex();
      const turn = async (): Promise<void> => {
        await m.lock();
        await around(x, () => m.unlock());
      };
      await both(turn, turn);
    }),
  ),
  aroundStep(7, 'an unlock of an RWMutex comes before the return of every later lock', (around) =>
    overCell(async (x) => {
      const m = new RWMutex();
      const turn = async (): Promise<void> => {
        await m.lock();
        await around(x, () => m.unlock());
      };
      await both(turn, turn);
    }),
  ),
  {
    rule: 8,
    what: 'an unlock comes before a later rlock, a runlock before a later lock; readers are not ordered',
    ordered: readersAnd(
      (m) => m.lock(),
      (m) => m.unlock(),
    ),
    racing: readersAnd(
      (m) => m.rlock(),
      (m) => m.runlock(),
    ),
  },
  aroundStep(9, 'a successful tryLock is a lock', (around) =>
    overCell(async (x) => {
      const m = new Mutex();
      const turn = async (): Promise<void> => {
        if (await m.tryLock()) await around(x, () => m.unlock());
      };
      await both(turn, turn);
    }),
  ),
  {
    rule: 10,
    what: 'a failed tryLock orders nothing',
    ordered: afterFailedTryLock(true),
    racing: afterFailedTryLock(false),
  },
];

/** A process that writes under one kind of lock beside one that reads under rlock. */
function readersAnd(
  lock: (m: RWMutex) => Promise<unknown>,
  unlock: (m: RWMutex) => Promise<unknown>,
): () => Promise<unknown> {
  return overCell(async (x) => {
    const m = new RWMutex();
    await both(
      async () => {
        await lock(m);
        await x.write(1);
        await unlock(m);
      },
      async () => {
        await m.rlock();
        await x.read();
        await m.runlock();
      },
    );
  });
}

/** Who fails to lock knows that the writer has written, and is still not ordered after it, unless it then locks. */
function afterFailedTryLock(thenLocks: boolean): () => Promise<unknown> {
  return overCell(async (x) => {
    const m = new Mutex();
    await both(
      async () => {
        await x.write(1);
        await m.lock();
        await m.unlock();
      },
      async () => {
        const locked = await m.tryLock();
        if (!locked && thenLocks) await m.lock();
        if (!locked) await x.read();
        if (locked || thenLocks) await m.unlock();
      },
    );
  });
}

const syncRules: readonly RuleCase[] = [
  {
    rule: 11,
    what: 'the one call inside Once comes before the return of every do',
    ordered: onceThenRead(true),
    racing: onceThenRead(false),
  },
  aroundStep(12, 'an atomic comes before another that sees its effect', (around) =>
    overCell(async (x) => {
      const flag = atomic(0);
      go('p', () => around(x, () => flag.store(1)));
      if ((await flag.load()) === 1) await x.read();
    }),
  ),
  aroundStep(12, 'an atomic comes before a compareAndSwap that fails because of it', (around) =>
    overCell(async (x) => {
      const flag = atomic(0);
      go('p', () => around(x, () => flag.store(1)));
      if (!(await flag.compareAndSwap(0, 2))) await x.read();
    }),
  ),
  {
    rule: 12,
    what: 'a plain access of an atomic cell orders nothing',
    ordered: storeBesideRead('atomic'),
    racing: storeBesideRead('plain'),
  },
  aroundStep(13, 'a done comes before the return of the wait it lets go', (around) =>
    overCell(async (x) => {
      const group = new WaitGroup();
      await group.add(1);
      go('p', () => around(x, () => group.done()));
      await group.wait();
      return x.read();
    }),
  ),
  ...(['signal', 'broadcast'] as const).map((wake) =>
    aroundStep(14, `a ${wake} comes before the return of the wait it wakes`, (around) =>
      overCell(async (x) => {
        const m = new Mutex();
        const cond = new Cond(m);
        const waits = chan<true>();
        go('p', async () => {
          // Once this lock is taken the other process waits; what follows is ordered with it by the wake-up alone.
          await waits.receive();
          await m.lock();
          await m.unlock();
          await around(x, () => cond[wake]());
        });
        await m.lock();
        await waits.send(true);
        await cond.wait();
        await x.read();
        await m.unlock();
      }),
    ),
  ),
];

function onceThenRead(readerCallsDo: boolean): () => Promise<unknown> {
  return overCell(async (x) => {
    const once = new Once();
    const initialise = (): Promise<void> => once.do(() => x.write(1));
    await both(
      async () => {
        await initialise();
        await x.read();
      },
      async () => {
        if (readerCallsDo) await initialise();
        await x.read();
      },
    );
  });
}

function storeBesideRead(read: 'atomic' | 'plain'): () => Promise<unknown> {
  return async () => {
    const x = atomic(0, 'x');
    await both(
      () => x.store(1),
      () => (read === 'atomic' ? x.load() : x.plain.read()),
    );
  };
}

const timeRules: readonly RuleCase[] = [
  aroundStep(15, 'resetting a timer comes before its firing', (around) =>
    overCell(async (x) => {
      const alarm = timer(1000);
      // Disarmed, and empty if it has fired already: what the process receives is a firing of the reset timer.
      if (!(await alarm.stop())) await alarm.channel.receive();
      const p = go('p', async () => {
        await alarm.channel.receive();
        return x.read();
      });
      await around(x, () => alarm.reset(1));
      await p.join();
    }),
  ),
  aroundStep(16, 'a cancel comes before the receive that sees it', (around) =>
    overCell(async (x) => {
      const scope = cancellation();
      go('p', () => around(x, () => scope.cancel()));
      await scope.done.receive();
      return x.read();
    }),
  ),
];

export const ruleCases: readonly RuleCase[] = [
  ...processRules,
  ...channelRules,
  ...lockRules,
  ...syncRules,
  ...timeRules,
];
