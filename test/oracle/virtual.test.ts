import { beforeAll, describe, expect, test } from 'vitest';
import { compareVirtual } from './compare.ts';
import { generateTimed, withNaps } from './generate.ts';
import { messages } from './messages.ts';
import type { Program } from './program.ts';
import { featuresOf, programText } from './program.ts';
import { shrink } from './shrink.ts';

// Virtual time: the reduced searches against the one that tries everything everywhere, on random programs with timers.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const full = HB_FULL === '1';
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (full ? 10_000 : 400));
const mostInterleavings = full ? 1500 : 500;

const compared = { programs: 0, skipped: 0, interleavings: 0, optimal: 0, redundant: 0, several: 0 };
const features = new Set<string>();
const failures: string[] = [];

async function complaint(program: Program): Promise<string> {
  try {
    return (await compareVirtual(program, mostInterleavings))?.differences.join('\n') ?? '';
  } catch (error) {
    return String(error);
  }
}

async function examine(seed: number): Promise<void> {
  // Some have channels that would be inboxes if there were no time.
  const program = seed % 4 === 0 ? withNaps(messages(seed), seed) : generateTimed(seed);
  try {
    const comparison = await compareVirtual(program, mostInterleavings);
    if (comparison === undefined) {
      compared.skipped++;
      return;
    }
    const { naive, optimal, differences } = comparison;
    compared.programs++;
    compared.interleavings += naive.executions;
    compared.optimal += optimal.executions;
    compared.redundant += optimal.redundant;
    if (naive.outcomes.size > 1) compared.several++;
    for (const feature of featuresOf(program)) features.add(feature);
    if (differences.length === 0) return;
  } catch {
    // The error comes again, with the smallest program that ends in one.
  }
  const smallest = await shrink(program, async (smaller) => (await complaint(smaller)) !== '');
  failures.push(`seed ${seed}\n${programText(smallest)}\n${await complaint(smallest)}`);
}

describe(`${count} random programs under virtual time, from seed ${firstSeed}`, () => {
  beforeAll(async () => {
    for (let seed = firstSeed; seed < firstSeed + count && failures.length < 3; seed++) await examine(seed);
    console.info(`virtual time, seeds ${firstSeed} to ${firstSeed + count - 1}: ${JSON.stringify(compared)}`);
  }, 1_200_000);

  test('the reduced searches find what the unreduced one does', () => {
    expect(failures).toEqual([]);
    expect(compared.programs).toBeGreaterThan(compared.skipped);
    expect(compared.several).toBeGreaterThan(compared.programs / 10);
  });

  test('a reduced search does less', () => {
    expect(compared.optimal + compared.redundant).toBeLessThanOrEqual(compared.interleavings);
  });

  test('everything that has to do with time was used', () => {
    const wanted = ['sleep', 'after', 'timer.stop', 'timer.reset', 'select with otherwise', 'deadline', 'on t', 'on e'];
    expect(wanted.filter((feature) => !features.has(feature))).toEqual([]);
  });
});
