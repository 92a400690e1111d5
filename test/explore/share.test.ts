import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { Learnt } from '../../src/explore/learnt.ts';
import { Parts } from '../../src/explore/parts.ts';
import { SearchWorld } from '../../src/explore/search.ts';
import { exploredShare } from '../../src/explore/share.ts';
import { countedPrograms, plainSettings, runSearch, searching } from './searching.ts';

describe('the share that is explored', () => {
  test('of a path through a tree whose branches are all known is that of its leaves', () => {
    expect(exploredShare([])).toBe(0);
    expect(exploredShare([{ done: 1, left: 1 }])).toBe(1 / 2);
    // Of 3 × 2 × 2 leaves, 4 + 0 + 1 are behind.
    expect(
      exploredShare([
        { done: 1, left: 2 },
        { done: 0, left: 2 },
        { done: 1, left: 1 },
      ]),
    ).toBeCloseTo(5 / 12, 12);
  });

  test('only grows where every branch is known from the start, and estimates what there is in the end', async () => {
    const program = countedPrograms(100).find(({ title }) => title === 'readers (6)')?.make;
    const one = searching(new SearchWorld('main', program as NonNullable<typeof program>), {
      ...plainSettings,
      reduction: 'naive',
    });
    const shares: number[] = [];
    const isOver = await runSearch(one, () => {
      shares.push(one.search.explored);
      return true;
    });
    expect(isOver).toBe(true);
    expect(shares.length).toBeGreaterThan(100);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share >= 0 && share < 1)).toBe(true);
  });

  test('is told by a search that ended early, and by no other', async () => {
    const program = countedPrograms(300)
      .find(({ title }) => title === 'readers (8)')
      ?.make() as () => unknown;
    const early = await check(program, { budget: { executions: 64 } });
    expect(early.estimate?.explored).toBeGreaterThan(0);
    expect(early.estimate?.explored).toBeLessThan(1);
    expect(early.estimate?.executions).toBe(Math.round(early.executions / (early.estimate?.explored ?? 0)));
    expect((await check(program, {})).estimate).toBe(undefined);
    expect((await check(program, { strategy: 'random', budget: { executions: 5 } })).estimate).toBe(undefined);
  });

  test('of parts is what is left of the whole', () => {
    const parts = new Parts('optimal', new Learnt());
    const whole = parts.whole();
    expect(parts.explored([[whole, 0.25]])).toBe(0.25);
    parts.ended(whole);
    expect(parts.explored([])).toBe(1);
    expect(parts.isOver).toBe(true);
  });
});
