import { atomic, type Channel, chan, go, Mutex, shared } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { call, check, linearizable, type Report } from '../../src/entry/check.ts';

type Op = { readonly put: number } | 'take';

/** A queue that hands out what was put first, or nothing. */
const queue = linearizable({
  name: 'queue',
  initial: [] as readonly number[],
  apply: (items: readonly number[], op: Op) => {
    if (op !== 'take') return { state: [...items, op.put] };
    const [first, ...rest] = items;
    return { state: rest, result: first };
  },
});

interface Queue {
  put(value: number): Promise<void>;
  take(): Promise<number | undefined>;
}

/** An array with an end that is moved on first and filled then; a take looks through the slots once, and gives up. */
function slots(): Queue {
  const items = Array.from({ length: 2 }, () => atomic<number | undefined>(undefined));
  const end = atomic(0);
  return {
    async put(value) {
      await items[(await end.add(1)) - 1]?.store(value);
    },
    async take() {
      for (const item of items.slice(0, await end.load())) {
        const value = await item.swap(undefined);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
}

function locked(): Queue {
  const items = shared<readonly number[]>([]);
  const m = new Mutex();
  return {
    async put(value) {
      await using _ = await m.acquire();
      await items.update((now) => [...now, value]);
    },
    async take() {
      await using _ = await m.acquire();
      const [first, ...rest] = await items.read();
      await items.write(rest);
      return first;
    },
  };
}

function told({ findings }: Report): string[] {
  return findings.flatMap((finding) => ('property' in finding ? [finding.message] : []));
}

/** Two processes that put a value each, one of which takes one, and one that takes another. */
function three(make: () => Queue): () => Promise<void> {
  return async () => {
    const q = make();
    const p = go('P', () => call({ put: 1 }, () => q.put(1)));
    const c = go('C', async () => {
      await call({ put: 2 }, () => q.put(2));
      await call('take', () => q.take());
    });
    const d = go('D', () => call('take', () => q.take()));
    for (const one of [p, c, d]) await one.join();
  };
}

describe('linearizable', () => {
  test('is a queue behind a lock', async () => {
    const program = async (): Promise<void> => {
      const q = locked();
      const p = go('P', async () => {
        await call({ put: 1 }, () => q.put(1));
        await call({ put: 2 }, () => q.put(2));
      });
      const c = go('C', () => call('take', () => q.take()));
      await p.join();
      await c.join();
    };
    const report = await check(program, { properties: [queue] });
    expect([report.verdict, report.certainty, report.redundant]).toEqual(['ok', 'exhaustive', 0]);
    expect(report.properties).toEqual(['linearizable queue']);
  });

  test('is not one whose take may find nothing, though a put before it was over and nobody took that', async () => {
    const report = await check(three(slots), { properties: [queue], stopAtFirst: true });
    expect(report.verdict).toBe('violation');
    expect(told(report)[0]).toMatch(/^no order of the calls explains what they returned: .* "take" returns undefined/);
  });

  const register = linearizable({
    name: 'register',
    initial: 0,
    apply: (state: number, op: 'read' | { readonly write: number }) =>
      op === 'read' ? { state, result: state } : { state: op.write },
  });

  /** A register and a copy of it that is written later and read. */
  const copied = async (): Promise<void> => {
    const x = atomic(0);
    const copy = atomic(0);
    const p = go('P', () =>
      call({ write: 1 }, async () => {
        await x.store(1);
        go('copier', () => copy.store(1));
      }),
    );
    await p.join();
    await call('read', () => copy.load());
  };

  test('tells the calls and returns that no order explains, and replays to them', async () => {
    const report = await check(copied, { properties: [register] });
    const [message] = told(report);
    expect(message).toBe(
      'no order of the calls explains what they returned: P calls {write: 1}, P {write: 1} returns undefined, main calls "read", main "read" returns 0',
    );
    const schedule = report.findings.find((finding) => 'property' in finding)?.schedule ?? '';
    expect(told(await check(copied, { properties: [register], strategy: { replay: schedule } }))).toEqual([message]);
  });

  test('lets a call that has not returned have taken place or not', async () => {
    const unheard = (reads: number) => async (): Promise<void> => {
      const x = atomic(0);
      const begun: Channel<void> = chan(1);
      const attempt = async (): Promise<void> => {
        await x.store(1);
        throw new Error('the answer was lost');
      };
      go('P', () => call({ write: 1 }, attempt).catch(() => {}));
      const wait = async (): Promise<void> => {
        await begun.send();
        await chan<void>().receive();
      };
      go('Q', () => call({ write: 2 }, wait), { background: true });
      await begun.receive();
      await call('read', async () => reads || x.load());
    };
    expect((await check(unheard(0), { properties: [register] })).verdict).toBe('ok');
    // Q's write, which nobody saw, explains what was read; nothing explains 3.
    expect((await check(unheard(2), { properties: [register] })).verdict).toBe('ok');
    expect((await check(unheard(3), { properties: [register] })).verdict).toBe('violation');
  });

  test('judges keys apart, and explores no order between them', async () => {
    type Keyed = { readonly on: string; readonly write: number } | { readonly on: string };
    const registers = (key: boolean) =>
      linearizable({
        initial: key ? 0 : ({ a: 0, b: 0 } as unknown),
        apply: (state: unknown, op: Keyed) => {
          const now = key ? state : (state as Record<string, unknown>)[op.on];
          if (!('write' in op)) return { state, result: now };
          return { state: key ? op.write : { ...(state as object), [op.on]: op.write } };
        },
        ...(key ? { key: ({ on }: Keyed) => on } : {}),
      });
    const program = (wrong: boolean) => async (): Promise<void> => {
      const [a, b] = [atomic(0), atomic(0)];
      const p = go('P', () => call({ on: 'a', write: 1 }, () => a.store(1)));
      await call({ on: 'b' }, () => b.load());
      await p.join();
      if (wrong) await call({ on: 'a' }, () => b.load());
    };
    const apart = await check(program(false), { properties: [registers(true)] });
    const together = await check(program(false), { properties: [registers(false)] });
    expect([apart.verdict, apart.executions, together.verdict, together.executions]).toEqual(['ok', 1, 'ok', 3]);
    expect((await check(program(true), { properties: [registers(true)] })).verdict).toBe('violation');
  });

  test('says what was wrong with the specification', async () => {
    const wrong = async (spec: object): Promise<string> => {
      try {
        await check(copied, { properties: [linearizable(spec as Parameters<typeof linearizable>[0])] });
        return 'nothing';
      } catch (error) {
        return String(error);
      }
    };
    const needed = 'TypeError: linearizable: a specification { initial, apply(state, operation) } is needed';
    expect(await wrong({ apply: () => ({ state: 0 }) })).toBe(needed);
    expect(await wrong({ initial: 0 })).toBe(needed);
    expect(await wrong({ initial: 0, apply: () => 1 })).toBe(
      'PropertyError: linearizable: apply returned 1, not { state, result }',
    );
    const failing = (): never => {
      throw new Error('no');
    };
    expect(await wrong({ initial: 0, apply: failing })).toBe('PropertyError: linearizable: apply threw Error: no');
    expect(await wrong({ initial: 0, apply: () => ({ state: 0 }), key: failing, name: 'x' })).toBe(
      'PropertyError: linearizable x: its key threw Error: no',
    );
  });
});
