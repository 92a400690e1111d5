// Programs of many kinds, searched with and without the reduction: outcomes, verdict and findings are the same.
import {
  atomic,
  Cond,
  cancellation,
  chan,
  choose,
  go,
  Mutex,
  Once,
  RWMutex,
  Semaphore,
  select,
  shared,
  after as timeout,
  timer,
  WaitGroup,
} from 'happens-before';
import { check, type Report } from 'happens-before/check';
import { expect, test } from 'vitest';

const programs: Readonly<Record<string, () => Promise<unknown>>> = {
  'a broadcast to two that wait': async () => {
    const m = new Mutex();
    const c = new Cond(m);
    const x = shared(0, 'x');
    const wait = async () => {
      await m.lock();
      while ((await x.read()) === 0) await c.wait();
      await m.unlock();
      return 1;
    };
    const a = go('a', wait),
      b = go('b', wait);
    await m.lock();
    await x.write(1);
    await c.broadcast();
    await m.unlock();
    return (await a.join()) + (await b.join());
  },
  'readers that try to become the writer': async () => {
    const rw = new RWMutex();
    const up = async () => {
      await rw.rlock();
      if (await rw.tryLock()) {
        await rw.unlock();
        return 'up';
      }
      await rw.runlock();
      await rw.lock();
      await rw.unlock();
      return 'slow';
    };
    const a = go('a', up),
      b = go('b', up);
    return (await a.join()) + (await b.join());
  },
  'a deadline between two selects that would meet': async () => {
    const c = chan<number>(0, 'c');
    const ctx = cancellation({ after: 10 });
    const p = go('p', async () => (await select({ s: [c, 1] as const, d: ctx.done })).case);
    const q = go('q', async () => (await select({ c, d: ctx.done })).case);
    return [await p.join(), await q.join()].join();
  },
  'a send that its deadline cancels, and a poll': async () => {
    const c = chan<number>(0, 'c');
    const ctx = cancellation({ after: 10 });
    const p = go('p', async () => {
      try {
        await c.send(1, { signal: ctx.signal });
        return 'sent';
      } catch {
        return 'cancelled';
      }
    });
    const q = go('q', async () => (await c.tryReceive())?.value ?? 'none');
    return [await p.join(), await q.join()].join();
  },
  'a close while a select waits to send': async () => {
    const c = chan<number>(0, 'c');
    const d = chan<number>(0, 'd');
    const p = go(
      'p',
      async () => {
        try {
          return (await select({ s: [c, 1] as const, d })).case;
        } catch (e) {
          return (e as Error).name;
        }
      },
      { supervised: true },
    );
    const q = go('q', () => c.close());
    const r = go('r', async () => (await select({ s: [d, 1] as const }, { otherwise: true })).case);
    await q.join();
    await d.close();
    return [await p.join(), await r.join()].join();
  },
  'a WaitGroup that is used again': async () => {
    const w = new WaitGroup();
    const x = atomic(0);
    await w.add(1);
    const a = go('a', async () => {
      await x.add(1);
      await w.done();
    });
    const b = go('b', async () => {
      await w.wait();
      return x.load();
    });
    await w.wait();
    await w.add(1);
    go('c', async () => {
      await x.add(1);
      await w.done();
    });
    await w.wait();
    await a.join();
    return [await b.join(), await x.load()].join();
  },
  'a timer that two reset while it may fire': async () => {
    const t = timer(10);
    const a = go('a', () => t.reset(5)),
      b = go('b', () => t.reset(30));
    const s = await select({ t: t.channel, l: timeout(20) });
    return [await a.join(), await b.join(), s.case].join();
  },
  'an acquire of two units that is cancelled': async () => {
    const s = new Semaphore(2);
    await s.acquire(1);
    const ctx = cancellation();
    const p = go('p', async () => {
      try {
        await s.acquire(2, { signal: ctx.signal });
        return 'two';
      } catch {
        return 'no';
      }
    });
    const q = go('q', async () => {
      await s.acquire(1);
      await s.release(1);
      return 'one';
    });
    go('r', () => ctx.cancel());
    await s.release(1);
    return [await p.join(), await q.join()].join();
  },
  'strands that acquire one unit and two': async () => {
    const s = new Semaphore(2);
    const x = shared(0, 'x');
    const p = go('p', () =>
      Promise.all([
        s
          .acquire(2)
          .then(() => x.write(1))
          .then(() => s.release(2)),
        s.acquire(1).then(() => s.release(1)),
      ]),
    );
    const q = go('q', async () => {
      await s.acquire(1);
      const v = await x.read();
      await s.release(1);
      return v;
    });
    await p.join();
    return q.join();
  },
  'a Once whose function fails': async () => {
    const o = new Once();
    let n = 0;
    const f = async () => {
      try {
        await o.do(async () => {
          n++;
          throw new Error('x');
        });
        return 'ok';
      } catch {
        return 'err';
      }
    };
    const a = go('a', f),
      b = go('b', f);
    return [await a.join(), await b.join(), n].join();
  },
  'supervised processes of which one fails': async () => {
    const x = atomic(0);
    const w = (n: number) =>
      go(
        `w${n}`,
        async () => {
          if ((await x.add(1)) === 1) throw new Error(`second${n}`);
          return n;
        },
        { supervised: true },
      );
    const rs = await Promise.allSettled([w(1).join(), w(2).join()]);
    return rs.map((r) => r.status).join();
  },
  'a process that fails before or after it is joined': async () => {
    const x = atomic(0);
    const p = go('p', async () => {
      if ((await x.load()) === 1) throw new Error('saw');
    });
    await x.store(1);
    try {
      await p.join();
      return 'ok';
    } catch (e) {
      return (e as Error).message;
    }
  },
  'locks that are given back at the end of a block': async () => {
    const s = new Semaphore(1);
    const x = shared(0, 'x');
    const f = async () => {
      await using _held = await s.acquire();
      await x.update((n) => n + 1);
    };
    const a = go(f),
      b = go(f);
    await a.join();
    await b.join();
    return x.read();
  },
  'strands that choose': async () => {
    const c = chan<number>(1);
    const [a, b] = await Promise.all([
      choose(1, 2),
      choose('x', 'y').then(async (v) => {
        await c.send(v === 'x' ? 1 : 2);
        return v;
      }),
    ]);
    return [a, b, await c.receive()].join();
  },
  'an iteration that is broken out of': async () => {
    const c = chan<number>(1);
    const p = go('p', async () => {
      try {
        for (let i = 0; i < 3; i++) await c.send(i);
        return 'all';
      } catch {
        return 'closed';
      }
    });
    let s = 0;
    for await (const v of c) {
      s += v;
      if (v === 1) break;
    }
    await c.close();
    return [s, await p.join()].join();
  },
  'a race of two receives': async () => {
    const c = chan<number>(0),
      d = chan<number>(0);
    const p = go('p', () => Promise.race([c.receive(), d.receive()]));
    go('q', () => c.send(1));
    go('r', async () => {
      await select({ s: [d, 2] as const }, { otherwise: true });
    });
    return p.join();
  },
  'a lock that is cancelled in its queue': async () => {
    const m = new Mutex();
    await m.lock();
    const ctx = cancellation();
    const p = go('p', async () => {
      try {
        await m.lock({ signal: ctx.signal });
        await m.unlock();
        return 'in';
      } catch {
        return 'out';
      }
    });
    const q = go('q', async () => {
      await m.lock();
      await m.unlock();
      return 'q';
    });
    go('r', () => ctx.cancel());
    await m.unlock();
    return [await p.join(), await q.join()].join();
  },
  'a writer that is cancelled while it waits': async () => {
    const rw = new RWMutex();
    await rw.rlock();
    const ctx = cancellation();
    const w = go('w', async () => {
      try {
        await rw.lock({ signal: ctx.signal });
        await rw.unlock();
        return 'w';
      } catch {
        return 'x';
      }
    });
    const r = go('r', async () => {
      if (await rw.tryRLock()) {
        await rw.runlock();
        return 'r';
      }
      return 'n';
    });
    go('c', () => ctx.cancel());
    const a = await r.join();
    await rw.runlock();
    return [a, await w.join()].join();
  },
  'selects that send and receive': async () => {
    const c = chan<number>(0),
      d = chan<number>(0);
    const f = async (me: number) => {
      const s = await select({ s: [c, me] as const, r: d, t: timeout(5) });
      return s.case;
    };
    const a = go(() => f(1)),
      b = go(async () => (await select({ c, s: [d, 9] as const, t: timeout(6) })).case);
    return [await a.join(), await b.join()].join();
  },
};

function said({ verdict, certainty, outcomes, findings }: Report): unknown {
  const told = findings.map((finding) => ('process' in finding ? `${finding.kind} ${finding.process}` : finding.kind));
  return [
    verdict,
    certainty,
    outcomes.map((one) => JSON.stringify(one.value ?? one.kind)).sort(),
    [...new Set(told)].sort(),
  ];
}

test.each(Object.entries(programs))('%s', { timeout: 60_000 }, async (_, program) => {
  const naive = await check(program, { strategy: { exhaustive: 'naive' } });
  const reduced = await check(program);
  expect(said(reduced)).toEqual(said(naive));
  expect(reduced.certainty).toBe('exhaustive');
  expect(reduced.executions).toBeLessThanOrEqual(naive.executions);
});
