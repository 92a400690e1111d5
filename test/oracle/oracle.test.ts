import { beforeAll, describe, expect, test } from 'vitest';
import type { Comparison } from './compare.ts';
import { compare } from './compare.ts';
import { generate } from './generate.ts';
import type { Program } from './program.ts';
import { featuresOf, kinds, programText } from './program.ts';
import { shrink } from './shrink.ts';

// The reduced searches against the one that tries everything everywhere, on random programs. A failure names the seed and
// shows the smallest program that still tells them apart; HB_ORACLE_SEED and HB_ORACLE_PROGRAMS=1 run that one alone.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const full = HB_FULL === '1';
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (full ? 10_000 : 300));
const mostInterleavings = full ? 1500 : 500;

const compared = {
  programs: 0,
  skipped: 0,
  interleavings: 0,
  optimal: 0,
  redundant: 0,
  source: 0,
  sleep: 0,
  cached: 0,
};
const features = new Set<string>();
const failures: string[] = [];

function note(program: Program, { interleavings, optimal, source, sleep, cached }: Comparison): void {
  compared.programs++;
  compared.interleavings += interleavings;
  compared.optimal += optimal.executions;
  compared.redundant += optimal.redundant;
  compared.source += source.executions;
  compared.sleep += sleep.executions;
  compared.cached += cached.executions;
  for (const feature of featuresOf(program)) features.add(feature);
}

/** What differs on the program, or the error that the comparison ends in; empty when nothing does. */
async function complaint(program: Program, most: number): Promise<string> {
  try {
    return (await compare(program, most))?.differences.join('\n') ?? '';
  } catch (error) {
    return String(error);
  }
}

async function explain(seed: number, program: Program): Promise<string> {
  const smallest = await shrink(program, async (smaller) => (await complaint(smaller, mostInterleavings)) !== '');
  return `seed ${seed}\n${programText(smallest)}\n${await complaint(smallest, mostInterleavings)}`;
}

async function examine(seed: number): Promise<void> {
  const program = generate(seed);
  try {
    const comparison = await compare(program, mostInterleavings);
    if (comparison === undefined) {
      compared.skipped++;
      return;
    }
    note(program, comparison);
    if (comparison.differences.length === 0) return;
  } catch {
    // The error comes again, with the smallest program that ends in one.
  }
  failures.push(await explain(seed, program));
}

describe(`${count} random programs from seed ${firstSeed}`, () => {
  beforeAll(async () => {
    for (let seed = firstSeed; seed < firstSeed + count && failures.length < 3; seed++) await examine(seed);
    console.info(`seeds ${firstSeed} to ${firstSeed + count - 1}: ${JSON.stringify(compared)}`);
  }, 1_200_000);

  test('the reduced searches find what the unreduced one does', () => {
    expect(failures).toEqual([]);
    expect(compared.programs).toBeGreaterThan(compared.skipped);
  });

  test('a reduced search does less', () => {
    expect(compared.optimal + compared.redundant).toBeLessThanOrEqual(compared.interleavings);
  });

  // Fewer programs than by default cannot use everything: this is then the test that says so.
  test('every primitive was used in a program that was compared', () => {
    const objects = [
      'c0',
      'c1',
      'c2',
      'ci',
      'd0',
      'qm',
      'qw',
      'qr',
      'm',
      'n',
      'w',
      't',
      'u',
      'e',
      'v',
      'k',
      'kk',
      'kd',
    ];
    const others = ['with a signal', 'select with otherwise', 'select with a send', 'supervised', 'uncaught throw'];
    const wanted = [...kinds, ...objects.map((name) => `on ${name}`), ...others];
    expect(wanted.filter((feature) => !features.has(feature))).toEqual([]);
  });
});
