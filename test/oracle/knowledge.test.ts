import { beforeAll, describe, expect, test } from 'vitest';
import type { SearchWorld } from '../../src/explore/search.ts';
import type { Model } from '../../src/trace/model.ts';
import { asynchronous, synchronous } from '../../src/trace/model.ts';
import { pointsAtCuts, pointsOnTheWay, runsOf } from './cuts.ts';
import { OracleWorld } from './explore.ts';
import { generate } from './generate.ts';
import { compareKnowledge } from './knowledge.ts';
import { modelOf, nodeProgram, runNodes } from './nodes.ts';
import { programText } from './program.ts';

// The cuts of one execution for each Mazurkiewicz trace against every point of every interleaving, and the knowledge they make
// against its definition, on random programs, some of them timed.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (HB_FULL === '1' ? 1500 : 80));
const mostInterleavings = 400;

/** What was compared of some programs, and what differed. */
class Comparison {
  readonly points: string[] = [];
  readonly knowledge: string[] = [];
  programs = 0;
  asked = 0;
  size = 0;

  async add(name: string, world: SearchWorld, model: Model): Promise<void> {
    const limits = { executions: mostInterleavings, model };
    const all = await runsOf(world, { ...limits, reduction: 'naive', entangled: true });
    if (all === undefined) return;
    const few = (await runsOf(world, { ...limits, reduction: 'optimal', entangled: false })) ?? [];
    const wanted = pointsOnTheWay(all);
    const given = pointsAtCuts(few);
    this.programs++;
    this.size += wanted.size;
    const missing = [...wanted.keys()].filter((text) => !given.has(text));
    const spurious = [...given.keys()].filter((text) => !wanted.has(text));
    if (missing.length + spurious.length > 0)
      this.points.push(`${name}\nmissing: ${missing[0]}\nspurious: ${spurious[0]}`);
    const differences = compareKnowledge(all, few);
    if (differences !== undefined) this.asked++;
    if (differences !== undefined && differences.length > 0) this.knowledge.push(`${name}\n${differences.join('\n')}`);
  }
}

const plain = new Comparison();
const nodes = new Comparison();

async function addPlain(seed: number): Promise<void> {
  const program = generate(seed);
  const model = seed % 4 === 0 ? synchronous({ delay: [0, 0], step: [0, 0] }) : asynchronous();
  await plain.add(`seed ${seed}\n${programText(program)}`, new OracleWorld(program).search, model);
}

async function addNodes(seed: number): Promise<void> {
  const program = nodeProgram(seed);
  const world = new OracleWorld((logs) => runNodes(program, logs));
  await nodes.add(`seed ${seed}\n${JSON.stringify(program)}`, world.search, modelOf(program));
}

beforeAll(async () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    await addPlain(seed);
    await addNodes(seed);
  }
}, 1_200_000);

describe.each([
  ['plain programs', plain],
  ['programs of nodes', nodes],
])('of %s', (_, compared) => {
  test('the states at the cuts of reduced executions are those at all points of all interleavings', () => {
    expect(compared.points.join('\n\n')).toBe('');
  });

  test('they are enough to say what each process knows, of the knowledge of others too', () => {
    expect(compared.knowledge.join('\n\n')).toBe('');
  });

  // A few programs alone need not be of any size: this is then the test that says so.
  test('there were some of some size', () => {
    expect(compared.programs).toBeGreaterThan(count / 4);
    expect(compared.asked).toBeGreaterThan(count / 5);
    expect(compared.size).toBeGreaterThan(10 * compared.programs);
  });
});
