// Consistent cuts held against every linear extension of random small orders.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cut,
  consistentCuts,
  eventsIn,
  type OrderedEvents,
  orderOf,
  wayAround,
  wholeCut,
} from '../../src/causality/consistent-cuts.ts';

interface Poset {
  readonly order: OrderedEvents;
  /** For each event all that it comes after. */
  readonly before: readonly ReadonlySet<number>[];
  readonly visible: readonly boolean[];
}

const mostEvents = 7;

const posets = fc
  .record({
    chains: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: mostEvents }),
    edges: fc.array(fc.boolean(), { minLength: 49, maxLength: 49 }),
    visible: fc.array(fc.boolean(), { minLength: mostEvents, maxLength: mostEvents }),
  })
  .map(({ chains, edges, visible }): Poset => {
    const before: Set<number>[] = [];
    const positions: number[] = [];
    const events = chains.map((chain, event) => {
      const past = new Set<number>();
      for (let other = 0; other < event; other++) {
        if (chains[other] !== chain && edges[event * mostEvents + other] === false) continue;
        for (const one of [other, ...(before[other] as Set<number>)]) past.add(one);
      }
      before.push(past);
      positions.push(chains.slice(0, event + 1).filter((one) => one === chain).length);
      const vector = [0, 0, 0, 0];
      for (const one of [event, ...past]) {
        const at = chains[one] as number;
        vector[at] = Math.max(vector[at] as number, positions[one] as number);
      }
      return { chain, past: vector };
    });
    return { order: orderOf(events), before, visible };
  });

/** All orders of all events, one by one. */
function* extensions({ before }: Poset, begun: readonly number[] = []): Generator<readonly number[]> {
  if (begun.length === before.length) yield begun;
  for (const [event, past] of before.entries()) {
    if (begun.includes(event) || [...past].some((one) => !begun.includes(one))) continue;
    yield* extensions({ before } as Poset, [...begun, event]);
  }
}

function textOf(events: readonly number[]): string {
  return [...events].sort((a, b) => a - b).join();
}

function prefixes(events: readonly number[]): string[] {
  return [0, ...events.map((_, at) => at + 1)].map((count) => textOf(events.slice(0, count)));
}

function inside({ order }: Poset, cut: Cut): string {
  return textOf(eventsIn(order, cut));
}

describe('the consistent cuts of an order', () => {
  it('are the beginnings of its linear extensions, each once', () => {
    fc.assert(
      fc.property(posets, (poset) => {
        const cuts = [...consistentCuts(poset.order)].map((cut) => inside(poset, cut));
        expect(new Set(cuts).size).toBe(cuts.length);
        expect(cuts.sort()).toEqual([...new Set([...extensions(poset)].flatMap(prefixes))].sort());
      }),
      { numRuns: 300 },
    );
  });

  it('are given once for what is visible of them, each the least of its kind, and the whole at the end', () => {
    fc.assert(
      fc.property(posets, (poset) => {
        const isVisible = (event: number): boolean => poset.visible[event] === true;
        const seen = (events: readonly number[]): string => textOf(events.filter(isVisible));
        const least = new Map<string, readonly number[]>();
        for (const cut of consistentCuts(poset.order)) {
          const events = eventsIn(poset.order, cut);
          const known = least.get(seen(events));
          if (known === undefined || events.length < known.length) least.set(seen(events), events);
        }
        const given = [...consistentCuts(poset.order, isVisible)].map((cut) => inside(poset, cut));
        const wanted = [...least.values()].map(textOf);
        const whole = inside(poset, wholeCut(poset.order));
        expect(given.at(-1)).toBe(whole);
        if (!wanted.includes(whole)) wanted.push(whole);
        expect(given.sort()).toEqual(wanted.sort());
      }),
      { numRuns: 300 },
    );
  });

  it('can be gone around, where no such cut holds, exactly if some order of the events passes through none that does', () => {
    fc.assert(
      fc.property(posets, fc.func(fc.integer({ min: 0, max: 3 })), (poset, draw) => {
        const isVisible = (event: number): boolean => poset.visible[event] === true;
        const holds = (events: string): boolean => draw(events) === 0;
        const seen = (text: string): string =>
          textOf(
            text
              .split(',')
              .filter((one) => one !== '')
              .map(Number)
              .filter(isVisible),
          );
        const around = [...extensions(poset)].some((events) => !prefixes(events).some((text) => holds(seen(text))));
        const way = wayAround(poset.order, (cut) => holds(seen(inside(poset, cut))), isVisible);
        expect(way !== undefined).toBe(around);
        if (way === undefined) return;
        expect(way.some((cut) => holds(seen(inside(poset, cut))))).toBe(false);
        expect(inside(poset, way.at(-1) as Cut)).toBe(inside(poset, wholeCut(poset.order)));
      }),
      { numRuns: 300 },
    );
  });

  it('are as many as there are subsets where nothing is ordered, and keep nothing of one another', () => {
    const events = Array.from({ length: 16 }, (_, chain) => ({
      chain,
      past: Array.from({ length: 16 }, (__, other) => Number(other === chain)),
    }));
    let count = 0;
    for (const _ of consistentCuts(orderOf(events))) count++;
    expect(count).toBe(2 ** 16);
  });
});
