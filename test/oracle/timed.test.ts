import { describe, expect, test } from 'vitest';
import type { Shares, TimedProgram } from './timed.ts';
import { timedProgram } from './timed.ts';
import { exploreTimed, missing } from './timed-compare.ts';
import { simulate } from './timed-simulator.ts';

// The search under bounded times against brute force over whole numbers, on random programs of nodes. A failure names the
// seed; HB_ORACLE_SEED and HB_ORACLE_PROGRAMS=1 run that one alone.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const full = HB_FULL === '1';
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (full ? 500 : 60));
const mostStates = full ? 12_000 : 4_000;
const mostExecutions = 20_000;

const shares: readonly Shares[] = [
  { faults: 0, strands: 0 },
  { faults: 0.4, strands: 0 },
  { faults: 0, strands: 0.5 },
  { faults: 0.3, strands: 0.3 },
];

/** What differs, in words; undefined where brute force is too much. */
async function difference(program: TimedProgram, reduction: 'optimal' | 'naive'): Promise<string | undefined> {
  const wanted = simulate(program, mostStates);
  const found = wanted === undefined ? undefined : await exploreTimed(program, reduction, mostExecutions);
  if (wanted === undefined || found === undefined) return undefined;
  const lost = missing(wanted, found.outcomes).map((outcome) => `missed: ${outcome}`);
  const extra = missing(found.outcomes, wanted).map((outcome) => `impossible: ${outcome}`);
  return [...lost, ...extra].join('\n');
}

describe('the search under bounded times', () => {
  test(`comes to what brute force over whole numbers does, on ${count} programs`, { timeout: 3_600_000 }, async () => {
    let compared = 0;
    let skipped = 0;
    for (let seed = firstSeed; compared < count && skipped < 2 * count; seed++) {
      const program = timedProgram(seed, shares[seed % shares.length] as Shares);
      const differs = await difference(program, seed % 5 === 0 ? 'naive' : 'optimal');
      if (differs === undefined) skipped++;
      else compared++;
      expect(differs ?? '', `seed ${seed}: ${JSON.stringify(program)}`).toBe('');
      if (HB_ORACLE_PROGRAMS === '1') break;
    }
    console.info(`${compared} programs compared, ${skipped} too big for brute force`);
    expect(compared).toBe(count);
  });
});
