import { atomic, go, Mutex, type Shared, shared } from 'happens-before';
import { describe, expect, test } from 'vitest';
import { racesOf } from '../../src/causality/trace-races.ts';
import { recorded } from '../live/recorded.ts';
import { ruleCases } from './memory-model-rules.ts';
import * as wrong from './wrong-programs.ts';

/** A real run has one order, and in that of these programs one side never gets to what it does under a condition. */
const conditional = new Set([
  'a successful tryLock is a lock',
  'a failed tryLock orders nothing',
  'an atomic comes before another that sees its effect',
  'an atomic comes before a compareAndSwap that fails because of it',
]);

type Program = (x: Shared<number>) => Promise<unknown>;

/** Two processes, the second of which begins when the first has waited `turns` times, which orders nothing. */
function pair(first: Program, second: Program, turns: number): () => Promise<unknown> {
  return async () => {
    const x = shared(0, 'x');
    const p = go('p', () => first(x));
    const q = go('q', async () => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await second(x);
    });
    await p.join();
    await q.join();
  };
}

function tryLocks(unlocksFirst: boolean): () => Promise<unknown> {
  return async () => {
    const m = new Mutex();
    const first: Program = async (x) => {
      if (!(await m.tryLock())) return;
      if (!unlocksFirst) await x.write(1);
      await m.unlock();
      if (unlocksFirst) await x.write(1);
    };
    const second: Program = async (x) => {
      if (await m.tryLock()) await x.read();
    };
    await pair(first, second, 20)();
  };
}

function failedTryLock(thenLocks: boolean): () => Promise<unknown> {
  return async () => {
    const m = new Mutex();
    const first: Program = async (x) => {
      await x.write(1);
      await m.lock();
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      await m.unlock();
    };
    const second: Program = async (x) => {
      if (await m.tryLock()) throw new Error('it was to be held');
      if (thenLocks) await m.lock();
      await x.read();
    };
    await pair(first, second, 10)();
  };
}

function storedAndSeen(storesFirst: boolean, sees: 'load' | 'compareAndSwap'): () => Promise<unknown> {
  return async () => {
    const flag = atomic(0);
    const first: Program = async (x) => {
      if (storesFirst) await flag.store(1);
      await x.write(1);
      if (!storesFirst) await flag.store(1);
    };
    const second: Program = async (x) => {
      const isSet = sees === 'load' ? (await flag.load()) === 1 : !(await flag.compareAndSwap(0, 2));
      if (isSet) await x.read();
    };
    await pair(first, second, 20)();
  };
}

const inOneOrder: typeof ruleCases = [
  { rule: 9, what: 'a successful tryLock is a lock', ordered: tryLocks(false), racing: tryLocks(true) },
  { rule: 10, what: 'a failed tryLock orders nothing', ordered: failedTryLock(true), racing: failedTryLock(false) },
  ...(['load', 'compareAndSwap'] as const).map((sees) => ({
    rule: 12,
    what: `an atomic comes before a ${sees} that sees its effect`,
    ordered: storedAndSeen(false, sees),
    racing: storedAndSeen(true, sees),
  })),
];

const cases = [...ruleCases.filter(({ what }) => !conditional.has(what)), ...inOneOrder];

test('every rule from 1 to 16 has its programs', () => {
  const rules = [...new Set(cases.map(({ rule }) => rule))].sort((a, b) => a - b);
  expect(rules).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  expect(cases).toHaveLength(ruleCases.length);
});

describe.each(cases)('rule $rule, in a recorded run: $what', ({ ordered, racing }) => {
  test('what it orders does not race, though both sides are there', async () => {
    const { outcome, races, trace } = await recorded(ordered);
    expect(outcome).toMatch(/^returned/);
    expect(races).toEqual([]);
    const accesses = trace.events.flatMap(({ participants }) => participants).filter(({ object }) => object === 'x');
    expect(new Set(accesses.map(({ process }) => process)).size).toBe(2);
  });

  test('what it does not order races', async () => {
    const { outcome, races } = await recorded(racing);
    expect(outcome).toMatch(/^returned/);
    expect([...new Set(races.map(({ object }) => object))]).toEqual(['x']);
  });
});

describe('the programs that look right', () => {
  test.each([
    ['E1', wrong.printWithoutWaiting, ['a']],
    ['E2', wrong.bufferedHandOff, ['a']],
    ['E3', wrong.readsBesideWrites, ['a', 'b']],
    ['E4', wrong.doubleCheckedOnce, ['a', 'done']],
    ['E5', wrong.busyWait, ['a', 'done']],
    ['E6', wrong.publishByPlainStore, ['message', 'published']],
  ] as const)('%s shows races in one run, and none that the check does not know', async (_, program, known) => {
    const { races } = await recorded(program);
    expect(races.length).toBeGreaterThan(0);
    for (const { object } of races) expect(known).toContain(object);
  });
});

test('a trace read back from text has the same races', async () => {
  const { races, trace } = await recorded(wrong.readsBesideWrites);
  expect(racesOf(JSON.parse(JSON.stringify(trace)))).toEqual(races);
});
