import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/base/random.ts';
import type { Report, State, StatePredicate } from '../../src/entry/check.ts';
import { always, check, eventually } from '../../src/entry/check.ts';
import { asynchronous, synchronous } from '../../src/trace/model.ts';
import { generate } from './generate.ts';
import { interleavingsOf, statesOn } from './interleavings.ts';
import { interpret } from './interpret.ts';
import { programText } from './program.ts';

// What `always` and `eventually` say of random programs against every state of every interleaving.
const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (HB_FULL === '1' ? 2000 : 80));
const mostInterleavings = 300;
const predicates = 12;

const failures: string[] = [];
const seen = { programs: 0, held: 0, failed: 0 };

/** A random predicate, and its text. */
function predicateOf(random: Random, depth = 0): readonly [string, StatePredicate] {
  const one = <T>(...of: readonly T[]): T => of[random.below(of.length)] as T;
  const process = one('main', 'P0', 'P1', 'P2');
  const object = one('x', 'y', 'a');
  const other = one('x', 'y', 'a');
  const limit = random.below(4);
  const whose = one(undefined, process);
  switch (random.below(depth < 2 ? 9 : 5)) {
    case 0:
      return [`${object} < ${limit}`, (state) => Number(state.value(object) ?? 0) < limit];
    case 1:
      return [`${object} = ${other}`, (state) => state.value(object) === state.value(other)];
    case 2:
      return [`${process} ended`, (state) => state.ended(process)];
    case 3:
      return [`marks of ${whose ?? 'all'} < ${limit}`, (state) => state.marks(whose).length < limit];
    case 4:
      return ['over', (state) => state.outcome !== undefined];
    case 5: {
      const [text, inner] = predicateOf(random, depth + 1);
      return [`not (${text})`, (state) => !inner(state)];
    }
    default: {
      const [[left, a], [right, b]] = [predicateOf(random, depth + 1), predicateOf(random, depth + 1)];
      return [`(${left} or not ${right})`, (state) => a(state) || !b(state)];
    }
  }
}

function violated({ findings }: Report): string[] {
  return findings.flatMap((finding) => ('property' in finding ? [finding.property] : [])).sort();
}

async function compare(seed: number): Promise<void> {
  const program = generate(seed);
  const model = seed % 4 === 0 ? synchronous({ delay: [0, 0], step: [0, 0] }) : asynchronous();
  const run = (): Promise<unknown> => interpret(program, new Map())();
  const all = await interleavingsOf(run, mostInterleavings, model);
  if (all === undefined) return;
  const random = new Random(seed);
  const asked = Array.from({ length: predicates }, () => predicateOf(random));
  const wrong: string[] = [];
  for (const [text, holds] of asked) {
    const everywhere = (state: State): boolean => holds(state);
    if (!all.every((one) => [...statesOn(one)].every(everywhere))) wrong.push(`always ${text}`);
    if (!all.every((one) => [...statesOn(one)].some(everywhere))) wrong.push(`eventually ${text}`);
  }
  const properties = asked.flatMap(([text, holds]) => [always(text, holds), eventually(text, holds)]);
  const report = await check(run, { properties, model });
  if (report.certainty !== 'exhaustive') return;
  seen.programs++;
  const expected = [...new Set(wrong)].sort();
  seen.failed += expected.length;
  seen.held += properties.length - expected.length;
  const found = [...new Set(violated(report))];
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  failures.push(`seed ${seed}\n${programText(program)}\nexpected ${expected.join('; ')}\nfound ${found.join('; ')}`);
}

beforeAll(async () => {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) await compare(seed);
}, 900_000);

describe('properties of states', () => {
  test('hold just where they hold in every state, or in some state of every interleaving', () => {
    expect(failures.join('\n\n')).toBe('');
  });

  test('were held against enough programs, of which some have them and some have not', () => {
    expect(seen.programs).toBeGreaterThan(count / 8);
    expect(Math.min(seen.held, seen.failed)).toBeGreaterThan(seen.programs);
  });
});
