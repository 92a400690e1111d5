import { beforeAll, describe, expect, test } from 'vitest';
import { isLess } from '../../src/explore/cost.ts';
import { generate } from './generate.ts';
import { interpret } from './interpret.ts';
import { programText } from './program.ts';
import type { Witnessed } from './smallest.ts';
import { witnessesOf } from './smallest.ts';

// The minimiser against all interleavings of random programs. A failure names the seed, with which it comes again:
// HB_ORACLE_SEED and HB_ORACLE_PROGRAMS=1.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (HB_FULL === '1' ? 1500 : 80));
const mostInterleavings = 2000;

const witnessed: { readonly seed: number; readonly one: Witnessed }[] = [];
const tally = { programs: 0, skipped: 0 };

function complaints(isWrong: (one: Witnessed) => boolean): string[] {
  return witnessed
    .filter(({ one }) => isWrong(one))
    .slice(0, 3)
    .map(({ seed, one }) => `seed ${seed}\n${programText(generate(seed))}\n${JSON.stringify(one)}`);
}

describe(`${count} random programs from seed ${firstSeed}`, () => {
  beforeAll(async () => {
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const all = await witnessesOf(() => interpret(generate(seed), new Map())(), mostInterleavings);
      if (all === undefined) tally.skipped++;
      else tally.programs++;
      for (const one of all ?? []) witnessed.push({ seed, one });
    }
    const is = (test: (one: Witnessed) => boolean): number => witnessed.filter(({ one }) => test(one)).length;
    const sum = {
      ...tally,
      witnesses: witnessed.length,
      originalsSmallest: is(({ original, smallest }) => !isLess(smallest, original)),
      known: is(({ isSmallest }) => isSmallest),
      smallest: is(({ minimised, smallest }) => !isLess(smallest, minimised)),
      shortenedSmallest: is(({ shortened, smallest }) => !isLess(smallest, shortened)),
    };
    console.info(`seeds ${firstSeed} to ${firstSeed + count - 1}: ${JSON.stringify(sum)}`);
  }, 1_200_000);

  test('there is something to make smaller', () => {
    expect(tally.programs).toBeGreaterThan(tally.skipped);
    expect(witnessed.some(({ one }) => isLess(one.smallest, one.original))).toBe(true);
  });

  test('every witness is made the smallest there is, and known to be', () => {
    expect(complaints(({ minimised, smallest, isSmallest }) => !isSmallest || isLess(smallest, minimised))).toEqual([]);
  });

  test('none is smaller than what the interleavings show', () => {
    expect(
      complaints(({ minimised, shortened, smallest }) => isLess(minimised, smallest) || isLess(shortened, smallest)),
    ).toEqual([]);
  });

  test('taking switches out never makes one larger', () => {
    expect(complaints(({ shortened, original }) => isLess(original, shortened))).toEqual([]);
  });
});
