import { describe, expect, test } from 'vitest';
import { Random } from '../../src/base/random.ts';
import type { Point } from '../../src/causality/event-order.ts';
import { beforeAll, EventOrder } from '../../src/causality/event-order.ts';
import { naiveRaces } from '../../src/causality/race-detector.ts';
import { racesOf } from '../../src/causality/trace-races.ts';
import type { Trace } from '../../src/trace/trace.ts';

const orders = 300;
const seed = 4;

/** For each of `count` events, earlier ones it is ordered after. */
function randomOrder(random: Random, count: number): number[][] {
  return Array.from({ length: count }, (_, event) =>
    Array.from({ length: event === 0 ? 0 : random.below(4) }, () => random.below(event)),
  );
}

/** By going through everything: for each event, all that is before it. */
function closure(after: readonly (readonly number[])[]): Set<number>[] {
  const before: Set<number>[] = [];
  for (const direct of after) before.push(new Set(direct.flatMap((event) => [event, ...(before[event] ?? [])])));
  return before;
}

/** Those of `events` that are before no other of them, sorted. */
function latestOf(events: ReadonlySet<number>, before: readonly ReadonlySet<number>[]): number[] {
  return [...events].filter((a) => ![...events].some((b) => before[b]?.has(a))).sort((a, b) => a - b);
}

describe(`the order of events (seed ${seed})`, () => {
  test('is that of its closure, and keeps the latest events', () => {
    const random = new Random(seed);
    for (let round = 0; round < orders; round++) {
      const after = randomOrder(random, 2 + random.below(20));
      const before = closure(after);
      const order = new EventOrder();
      const points: Point[] = [];
      const pasts: Point[] = [];
      for (const [event, direct] of after.entries()) {
        const past = direct.reduce((known, one) => order.join(known, points[one] as Point), beforeAll);
        expect([...past.latest].sort((a, b) => a - b)).toEqual(latestOf(before[event] as Set<number>, before));
        pasts.push(past);
        const point = order.add(past);
        points.push(point);
        for (let other = 0; other < event; other++) {
          const isBefore = (point.vector[order.chainOf(other)] ?? 0) >= order.positionOf(other);
          expect(isBefore).toBe(before[event]?.has(other));
        }
      }
      for (const [a, past] of pasts.entries()) {
        for (const [b, other] of pasts.entries()) {
          const both = new Set([...(before[a] ?? []), ...(before[b] ?? [])]);
          expect([...order.join(past, other).latest].sort((x, y) => x - y)).toEqual(latestOf(both, before));
        }
      }
      const all = new Set(after.keys());
      expect([...order.everything().latest].sort((a, b) => a - b)).toEqual(latestOf(all, before));
    }
  });

  test('gives the races that comparing all pairs gives', () => {
    const random = new Random(seed);
    let found = 0;
    for (let round = 0; round < orders; round++) {
      const after = randomOrder(random, 2 + random.below(16));
      const before = closure(after);
      const kinds = after.map(() => ({
        object: random.below(2),
        changes: random.below(2) === 0,
        atomic: random.below(4) === 0,
      }));
      const trace: Trace = {
        version: 1,
        program: 'random',
        schedule: '',
        outcome: '',
        processes: [{ name: 'main', background: false, end: 'returned' }],
        events: after.map((direct, event) => {
          const { object, changes, atomic } = kinds[event] as (typeof kinds)[number];
          const operation = changes ? ('write' as const) : ('read' as const);
          const participant = { process: 0, operation, object: `x${object}`, site: `${event}`.padStart(2, '0') };
          return { participants: [{ ...participant, access: { changes, atomic } }], after: direct, effects: [] };
        }),
      };
      // With a chain of its own for each event, its vector says of every other whether that is before.
      const accesses = kinds.map((kind, event) => ({
        ...kind,
        chain: event,
        position: 1,
        time: kinds.map((_, other) => (before[event]?.has(other) ? 1 : 0)),
      }));
      const expected = naiveRaces(accesses).map(([a, b]) => `${a.chain} ${b.chain}`);
      const races = racesOf(trace).map(({ first, second }) => `${Number(first.site)} ${Number(second.site)}`);
      expect(races.sort()).toEqual(expected.sort());
      found += races.length;
    }
    expect(found).toBeGreaterThan(orders);
  });
});
