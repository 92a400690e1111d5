import { beforeAll, describe, expect, test } from 'vitest';
import { compareCached } from './compare.ts';
import { generateForgetful } from './generate.ts';
import type { Program } from './program.ts';
import { programText } from './program.ts';
import { shrink } from './shrink.ts';

// The search that tells states apart against the one that tries everything everywhere, on random programs that forget
// everything before every operation, so that their states meet as often as they can.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (HB_FULL === '1' ? 2000 : 200));
const mostInterleavings = 500;

const failures: string[] = [];
let compared = 0;

async function complaint(program: Program): Promise<string | undefined> {
  try {
    return (await compareCached(program, mostInterleavings))?.join('\n');
  } catch (error) {
    return String(error);
  }
}

async function examine(seed: number): Promise<void> {
  const program = generateForgetful(seed);
  const told = await complaint(program);
  if (told !== undefined) compared++;
  if (told === undefined || told === '') return;
  const smallest = await shrink(program, async (smaller) => ((await complaint(smaller)) ?? '') !== '');
  failures.push(`seed ${seed}\n${programText(smallest)}\n${await complaint(smallest)}`);
}

describe(`${count} random programs that forget, from seed ${firstSeed}`, () => {
  beforeAll(async () => {
    for (let seed = firstSeed; seed < firstSeed + count && failures.length < 3; seed++) await examine(seed);
    console.info(`seeds ${firstSeed} to ${firstSeed + count - 1}: ${compared} compared`);
  }, 1_200_000);

  test('telling states apart finds what trying everything does', () => {
    expect(failures).toEqual([]);
    expect(compared).toBeGreaterThan(count / 2);
  });
});
