import fc from 'fast-check';
import { atomic, chan, go, Mutex, shared } from 'happens-before';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/base/random.ts';
import type { Interval } from '../../src/check/properties/linearization.ts';
import { isLinearizable } from '../../src/check/properties/linearization.ts';
import { call, check, linearizable } from '../../src/entry/check.ts';
import { canonical, tag } from '../../src/trace/value.ts';
import type { BruteCall } from './interleavings.ts';
import { callsOf, hasOrder, interleavingsOf, notesOn } from './interleavings.ts';

// Linearizability against trying all orders: of random histories, and of every interleaving of random small programs.
const { HB_FULL } = process.env;
const programs = HB_FULL === '1' ? 1500 : 60;
const mostInterleavings = 2000;

/** A register that also counts: enough for operations that see each other. */
function apply(state: number, operation: unknown): readonly [number, unknown] {
  if (operation === 'read') return [state, state];
  if (operation === 'increment') return [state + 1, state];
  return [(operation as { readonly write: number }).write, undefined];
}

const spec = {
  name: 'register',
  initial: 0,
  apply: (state: number, operation: unknown): { state: number; result: unknown } => {
    const [next, result] = apply(state, operation);
    return { state: next, result };
  },
};

const operation = fc.oneof(
  fc.constant<unknown>('read'),
  fc.constant<unknown>('increment'),
  fc.record({ write: fc.nat(2) }),
);

const history = fc
  .array(
    fc.record({ operation, from: fc.nat(12), length: fc.option(fc.nat(5), { nil: Infinity }), result: fc.nat(2) }),
    {
      maxLength: 5,
    },
  )
  .map((calls): BruteCall[] =>
    // No two ends are at one time.
    calls.map(({ operation: one, from, length, result }, at) => ({
      operation: one,
      from: from + at / 100,
      to: from + length + at / 100 + 0.005,
      result: typeof one === 'object' ? undefined : result,
    })),
  );

describe('the search for an order of calls', () => {
  test('finds one just where trying all of them does', () => {
    let explained = 0;
    fc.assert(
      fc.property(history, (calls) => {
        const intervals = calls.map(
          ({ operation: one, from, to, result }): Interval => ({
            operation: one,
            called: from,
            returned: to,
            result: canonical(tag(result)),
          }),
        );
        const found = isLinearizable(intervals, spec.initial, (state, one) => {
          const [next, result] = apply(state as number, one);
          return { state: next, result: canonical(tag(result)) };
        });
        if (found) explained++;
        expect(found).toBe(hasOrder(calls, 0, apply));
      }),
      { seed: 1, numRuns: 3000 },
    );
    expect(explained).toBeGreaterThan(500);
    expect(explained).toBeLessThan(2500);
  });
});

/** How the register is made: some ways are right. */
type Made = 'atomic' | 'cell' | 'locked' | 'cached';
const ways: readonly Made[] = ['atomic', 'cell', 'locked', 'cached'];

interface Register {
  read(): Promise<number>;
  write(value: number): Promise<void>;
  increment(): Promise<number>;
}

function registerOf(made: Made): Register {
  const value = atomic(0);
  const cell = shared(0);
  const lock = new Mutex();
  const copy = atomic(0);
  switch (made) {
    case 'atomic':
      return {
        read: () => value.load(),
        write: (next) => value.store(next),
        increment: async () => (await value.add(1)) - 1,
      };
    case 'cell':
      return {
        read: () => cell.read(),
        write: (next) => cell.write(next),
        increment: async () => (await cell.update((now) => now + 1)) - 1,
      };
    case 'cached':
      // A copy that is read, and written late.
      return {
        read: () => copy.load(),
        write: async (next) => {
          await value.store(next);
          await copy.store(next);
        },
        increment: async () => (await value.add(1)) - 1,
      };
    case 'locked': {
      const alone = async <T>(body: () => Promise<T>): Promise<T> => {
        await lock.lock();
        const result = await body();
        await lock.unlock();
        return result;
      };
      return {
        read: () => alone(() => cell.read()),
        write: (next) => alone(() => cell.write(next)),
        increment: () => alone(async () => (await cell.update((now) => now + 1)) - 1),
      };
    }
  }
}

function programOf(seed: number): { readonly made: Made; readonly run: () => Promise<void> } {
  const random = new Random(seed);
  const made = ways[random.below(ways.length)] as Made;
  const more = random.below(2);
  const scripts = Array.from({ length: 2 }, (_, at) =>
    Array.from({ length: at < more ? 2 : 1 }, () => random.below(4)),
  );
  const loses = random.below(4) === 0;
  const run = async (): Promise<void> => {
    const register = registerOf(made);
    const processes = scripts.map((script, at) =>
      go(`P${at}`, async () => {
        for (const [step, what] of script.entries()) {
          if (what === 0) await call({ write: at + 1 }, () => register.write(at + 1));
          else if (what === 1) await call('increment', () => register.increment());
          // Some call is never heard of again.
          else if (loses && step === 1) await call('read', () => register.read().then(() => chan<number>().receive()));
          else await call('read', () => register.read());
        }
      }),
    );
    for (const process of processes) await process.join();
  };
  return { made, run };
}

const failures: string[] = [];
const seen = { right: new Set<Made>(), wrong: new Set<Made>(), compared: 0 };

async function compare(seed: number): Promise<void> {
  const { made, run } = programOf(seed);
  const all = await interleavingsOf(run, mostInterleavings);
  if (all === undefined) return;
  const right = all.every((one) => hasOrder(callsOf(notesOn(one)), 0, apply));
  const { findings, certainty } = await check(run, { properties: [linearizable(spec)] });
  const found = !findings.some((finding) => 'property' in finding);
  seen.compared++;
  (right ? seen.right : seen.wrong).add(made);
  if (found !== right || certainty !== 'exhaustive')
    failures.push(`seed ${seed}, ${made}: ${right ? 'right' : 'wrong'}, found ${String(found)} (${certainty})`);
}

describe('what is recorded of random programs', () => {
  beforeAll(async () => {
    for (let seed = 1; seed <= programs; seed++) await compare(seed);
  }, 900_000);

  test('is found linearizable just where the calls of every interleaving have an order', () => {
    expect(failures.join('\n')).toBe('');
  });

  test('comes of registers that are right, and of some that are wrong', () => {
    expect(seen.compared).toBeGreaterThan(programs / 4);
    expect([...seen.right].sort()).toEqual([...ways].sort());
    expect([...seen.wrong].sort()).toEqual(['cached', 'cell']);
  });
});
