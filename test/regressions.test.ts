// Programs the checker once answered wrongly, each as small as it could be made, with what is true of it.
import { cancellation, chan, choose, every, go, Mutex, mark, Once, RWMutex, shared, sleep } from 'happens-before';
import { check, type Report } from 'happens-before/check';
import { expect, test } from 'vitest';
import { show } from '../src/trace/value.ts';

function outcomes(report: Report): string[] {
  return report.outcomes.map(({ kind, value }) => (value === undefined ? kind : `${kind} ${show(value)}`)).sort();
}

function kinds(report: Report): string[] {
  return report.findings.map(({ kind }) => kind);
}

/** What a call resolves to, or the name of what it rejects with. */
async function settled(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return (await call()) ?? 'done';
  } catch (error) {
    return (error as Error).name;
  }
}

/** Nobody shares plain state in these programs: a note that says so means that the search had missed an order. */
function expectNoFallback(report: Report): void {
  expect(report.notes.filter((note) => note.includes('share plain state'))).toEqual([]);
}

test('a writer that announced itself and was cancelled could have been let in', async () => {
  const report = await check(async () => {
    const lock = new RWMutex();
    const limit = cancellation();
    await lock.rlock();
    const writer = go('writer', () => settled(() => lock.lock({ signal: limit.signal })));
    go(
      'reader',
      async () => {
        await lock.rlock();
        await lock.runlock();
      },
      { background: true },
    );
    await limit.cancel();
    await lock.runlock();
    return writer.join();
  });
  expect(outcomes(report)).toEqual(['returned "AbortError"', 'returned "done"']);
  expectNoFallback(report);
});

test('a join that was cancelled could have seen the end of its process', async () => {
  const report = await check(async () => {
    const limit = cancellation();
    const work = chan<number>(2);
    const worker = go('worker', async () => {
      await work.send(1);
      await work.send(2);
      return 5;
    });
    const joiner = go('joiner', () => settled(() => worker.join({ signal: limit.signal })));
    await limit.cancel();
    return joiner.join();
  });
  expect(outcomes(report)).toEqual(['returned "AbortError"', 'returned 5']);
  expectNoFallback(report);
});

test('a process that waits for a ticker may start after other timers have fired', async () => {
  const report = await check(async () => {
    const ticker = every(5);
    const done = chan<void>(0);
    const beat = go(
      'beat',
      async () => {
        for (let ticks = 0; ticks < 2; ticks++) await ticker.channel.receive();
        await done.close();
      },
      { background: true },
    );
    await sleep(20);
    await mark('slept');
    await ticker.stop();
    return beat.name;
  });
  expect(outcomes(report)).toEqual(['returned "beat"']);
  expectNoFallback(report);
});

test('a cancelled operation stays after its abort when the audit reorders', async () => {
  const report = await check(async () => {
    const once = new Once();
    const limit = cancellation();
    const work = chan<number>(1);
    go('first', () => once.do(async () => void (await work.receive())));
    const second = go('second', () => settled(() => once.do(() => undefined, { signal: limit.signal })));
    const others = ['a', 'b', 'c'].map((name) =>
      go(name, async () => {
        const own = chan<number>(4);
        for (let n = 0; n < 4; n++) await own.send(n);
      }),
    );
    await work.send(1);
    await limit.cancel();
    for (const other of others) await other.join();
    return second.join();
  });
  expect(outcomes(report)).toEqual(['returned "AbortError"', 'returned "done"']);
  expectNoFallback(report);
});

test('a rejection does not win Promise.any, so what wins is not lost', async () => {
  const report = await check(async () => {
    const failing = chan<number>();
    const fine = chan<number>();
    go('sender', () => fine.send(1));
    await failing.close();
    const fails = async (): Promise<number> => {
      await failing.receive();
      throw new Error('closed');
    };
    return Promise.any([fails(), fine.receive()]);
  });
  expect([outcomes(report), kinds(report)]).toEqual([['returned 1'], []]);
});

test('the winner of a race within a race is not lost', async () => {
  const report = await check(async () => {
    const [a, b, c] = [chan<number>(), chan<number>(), chan<number>()] as const;
    go('sender', () => a.send(1));
    return Promise.race([Promise.race([a.receive(), b.receive()]), c.receive()]);
  });
  expect([outcomes(report), kinds(report)]).toEqual([['returned 1'], []]);
});

test('the loser of a race within a race is lost', async () => {
  const report = await check(async () => {
    const [a, b, c] = [chan<number>(1), chan<number>(1), chan<number>(1)] as const;
    await a.send(1);
    await b.send(2);
    return Promise.race([Promise.race([a.receive(), b.receive()]), c.receive()]);
  });
  expect(new Set(kinds(report))).toEqual(new Set(['lost value']));
});

test('a process that waits for ticks beyond the budget is neither deadlocked nor leaked', async () => {
  const main = await check(async () => {
    for await (const tick of every(5).channel) await mark('tick', tick);
  });
  const other = await check(async () => {
    const ticker = every(5);
    go('beat', async () => {
      for await (const tick of ticker.channel) await mark('tick', tick);
    });
    await sleep(20);
    return 1;
  });
  expect(kinds(main)).not.toContain('deadlock');
  expect(kinds(other)).not.toContain('leak');
});

test('a ticker that is spent excuses only who waits for it, and is armed until it is stopped', async () => {
  const stopped: boolean[] = [];
  const report = await check(async () => {
    const ticker = every(5);
    const twice = go('twice', async () => {
      await ticker.channel.receive();
      await ticker.channel.receive();
    });
    await twice.join();
    stopped.push(await ticker.stop());
    await chan<never>(0, 'nobody').receive();
  });
  expect(new Set(stopped)).toEqual(new Set([true]));
  expect(kinds(report)).toContain('deadlock');
  expect(report.certainty).toBe('exhaustive');
});

test('errors that throw when they are looked at are findings like others', async () => {
  const unreadable = await check(async () => {
    const error = new Error('never read');
    Object.defineProperty(error, 'message', {
      get() {
        throw new Error('from the getter');
      },
    });
    throw error;
  });
  const trap = (): never => {
    throw new Error('from the trap');
  };
  const trapped = await check(async () => {
    throw new Proxy({}, { get: trap, getPrototypeOf: trap });
  });
  expect([kinds(unreadable), kinds(trapped)]).toEqual([['panic'], ['panic']]);
});

test('an expectation with a global pattern holds for every outcome', async () => {
  const program = async (): Promise<void> => {
    throw new Error(`boom ${await choose(1, 2)}`);
  };
  const report = await check(program, { expect: { panicked: /boom/g } });
  expect([report.verdict, report.outcomes.length]).toEqual(['ok', 2]);
});

test('a body whose result throws when asked for then ends in that error', async () => {
  const report = await check(async () => {
    const odd = new Proxy(
      {},
      {
        get: () => {
          throw new RangeError('any property');
        },
      },
    );
    const process = go('odd', () => odd);
    return settled(() => process.join());
  });
  expect(outcomes(report)).toContain('returned "RangeError"');
});

test('a large view is an outcome, soon', async () => {
  const report = await check(async () => new Uint8Array(1_000_000));
  expect([report.verdict, report.outcomes.length]).toEqual(['ok', 1]);
});

test('a thousand options take no time to speak of', async () => {
  const options = Array.from({ length: 1000 }, (_, index) => index);
  const began = performance.now();
  const report = await check(async () => (await choose(...options)) % 3);
  expect([report.executions, outcomes(report)]).toEqual([1000, ['returned 0', 'returned 1', 'returned 2']]);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a channel or a promise that is returned has no content to differ', async () => {
  const report = await check(async () => [chan(1, 'c'), new Mutex('m'), Promise.resolve(1)]);
  expect([report.verdict, report.certainty, report.notes]).toEqual(['ok', 'exhaustive', []]);
});

test('what an async function did before it returned a promise made elsewhere comes before what its caller does', async () => {
  const report = await check(async () => {
    const x = shared(0, 'x');
    const y = chan<number>(0, 'y');
    const received = y.receive();
    go('S', () => y.send(1));
    const late = async (): Promise<number | undefined> => {
      await x.write(1);
      return received;
    };
    await late();
    await go('R', () => x.read()).join();
  });
  expect(kinds(report)).toEqual([]);
});

test('what somebody did before sending a promise comes before what its receiver does', async () => {
  const report = await check(async () => {
    const x = shared(0, 'x');
    const wire = chan<Promise<number>>(0, 'wire');
    go('S', async () => {
      await x.write(1);
      await wire.send(Promise.resolve(1));
    });
    await wire.receive();
    await x.read();
  });
  expect(kinds(report)).toEqual([]);
  expectNoFallback(report);
});
