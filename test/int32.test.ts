import { Worker } from 'node:worker_threads';
import { atomic, go, shared } from 'happens-before';
import { check } from 'happens-before/check';
import { expect, test } from 'vitest';

test('a shared word races like any shared cell', async () => {
  const report = await check(async () => {
    const n = shared.int32(0, 'n');
    const p = go('P', () => n.update((value) => value + 1));
    const q = go('Q', () => n.update((value) => value - 1));
    await p.join();
    await q.join();
    return n.read();
  });
  expect(report.verdict).toBe('race');
  expect(report.outcomes.map(({ value }) => value).sort()).toEqual([-1, 0, 1]);
});

test('an atomic word does not', async () => {
  const report = await check(async () => {
    const n = atomic.int32(0, 'n');
    const p = go('P', () => n.add(1));
    const q = go('Q', () => n.compareAndSwap(1, 5));
    await p.join();
    await q.join();
    return n.load();
  });
  expect(report.verdict).toBe('ok');
  expect(report.outcomes.map(({ value }) => value).sort()).toEqual([1, 5]);
});

test('words wrap as the memory does, and refuse what is no word', async () => {
  const cell = shared.int32(0);
  await cell.write(2 ** 31);
  expect(await cell.read()).toBe(-(2 ** 31));
  const n = atomic.int32(2 ** 31 - 1);
  expect(await n.add(1)).toBe(-(2 ** 31));
  expect(await n.swap(7)).toBe(-(2 ** 31));
  expect(() => shared.int32(0.5)).toThrow(RangeError);
  expect(() => atomic.int32(2 ** 31)).toThrow(RangeError);
});

test('a thread that is given the word sees and changes the same memory', async () => {
  const n = atomic.int32(40);
  const worker = new Worker('require("worker_threads").workerData.word[0] += 2', {
    eval: true,
    workerData: { word: n.word },
  });
  await new Promise((resolve) => worker.once('exit', resolve));
  expect(await n.load()).toBe(42);
});
