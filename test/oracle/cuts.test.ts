import { beforeAll, describe, expect, test } from 'vitest';
import { asynchronous, synchronous } from '../../src/trace/model.ts';
import { pointsAtCuts, pointsOnTheWay, runsOf } from './cuts.ts';
import { OracleWorld } from './explore.ts';
import { generate } from './generate.ts';
import { programText } from './program.ts';

// The cuts of one execution for each Mazurkiewicz trace against every point of every interleaving, on random programs.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (HB_FULL === '1' ? 2000 : 100));
const mostInterleavings = 400;

const failures: string[] = [];
let programs = 0;
let points = 0;

async function compare(seed: number): Promise<void> {
  const program = generate(seed);
  const model = seed % 4 === 0 ? synchronous({ delay: [0, 0], step: [0, 0] }) : asynchronous();
  const world = new OracleWorld(program);
  const limits = { executions: mostInterleavings, model };
  const all = await runsOf(world, { ...limits, reduction: 'naive', entangled: true });
  if (all === undefined) return;
  const few = await runsOf(world, { ...limits, reduction: 'optimal', entangled: false });
  const wanted = pointsOnTheWay(all);
  const given = pointsAtCuts(few ?? []);
  programs++;
  points += wanted.size;
  const missing = [...wanted.keys()].filter((text) => !given.has(text));
  const spurious = [...given.keys()].filter((text) => !wanted.has(text));
  if (missing.length + spurious.length === 0) return;
  failures.push(`seed ${seed}\n${programText(program)}\nmissing: ${missing[0]}\nspurious: ${spurious[0]}`);
}

beforeAll(async () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) await compare(seed);
}, 600_000);

describe('the states at the cuts of reduced executions', () => {
  test('are those at all points of all interleavings, with what each process knows there', () => {
    expect(failures.join('\n\n')).toBe('');
  });

  test.skipIf(HB_ORACLE_PROGRAMS !== undefined)('were compared for programs of some size', () => {
    expect(programs).toBeGreaterThan(count / 4);
    expect(points).toBeGreaterThan(10 * programs);
  });
});
