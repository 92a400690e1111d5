// Pairs of executions of random programs: the reversal that is named is one, and the outcome differs after it.
import { check } from 'happens-before/check';
import { beforeAll, describe, expect, test } from 'vitest';
import { differenceOf } from '../../src/check/difference.ts';
import type { Difference } from '../../src/report/difference.ts';
import { generate } from './generate.ts';
import { interpret } from './interpret.ts';
import { programText } from './program.ts';

const { HB_FULL, HB_ORACLE_SEED, HB_ORACLE_PROGRAMS } = process.env;
const firstSeed = Number(HB_ORACLE_SEED ?? 1);
const count = Number(HB_ORACLE_PROGRAMS ?? (HB_FULL === '1' ? 400 : 30));
/** Outcomes of a program that are held against one another. */
const mostOutcomes = 4;

interface Compared {
  readonly seed: number;
  readonly difference: Difference;
  /** How the first execution ends, and those of the reversal's two schedules, when they are replayed. */
  readonly ends: readonly string[];
}

const compared: Compared[] = [];

async function endOf(program: () => unknown, schedule: string): Promise<string> {
  const { outcomes } = await check(program, { strategy: { replay: schedule } });
  return JSON.stringify(outcomes.map(({ kind, value }) => [kind, value]));
}

async function compare(seed: number): Promise<void> {
  const program = (): unknown => interpret(generate(seed), new Map())();
  const { outcomes } = await check(program, { budget: { executions: 200 } });
  const schedules = outcomes.slice(0, mostOutcomes).map(({ schedule }) => schedule);
  for (const first of schedules) {
    for (const second of schedules) {
      if (first === second) continue;
      const difference = await differenceOf({ name: 'main', instantiate: () => program }, first, second);
      const { from, to } = difference.reversal ?? {};
      const ends: string[] = [];
      for (const side of [difference.first, from, to])
        if (side !== undefined) ends.push(await endOf(program, side.schedule));
      compared.push({ seed, difference, ends });
    }
  }
}

function complaints(isWrong: (one: Compared) => boolean): string[] {
  return compared
    .filter(isWrong)
    .slice(0, 3)
    .map(
      ({ seed, difference }) =>
        `seed ${seed}\n${programText(generate(seed))}\n${JSON.stringify(difference, undefined, 1)}`,
    );
}

describe(`${count} random programs from seed ${firstSeed}`, () => {
  beforeAll(async () => {
    for (let seed = firstSeed; seed < firstSeed + count; seed++) await compare(seed);
    const choices = compared.filter(({ difference }) => difference.reversal?.kind === 'choice').length;
    console.info(`${compared.length} pairs of executions; ${choices} are told apart by a choice`);
  }, 1_200_000);

  test('executions with different outcomes are not equivalent, and part somewhere', () => {
    expect(compared.length).toBeGreaterThan(count / 2);
    expect(
      complaints(
        ({ difference }) =>
          difference.equivalent || (difference.parting.first === undefined && difference.parting.second === undefined),
      ),
    ).toEqual([]);
  });

  test('both sides of the reversal are named', () => {
    expect(complaints(({ difference }) => difference.reversal?.before === undefined)).toEqual([]);
  });

  test('one reversal changes the outcome of the first, in executions that are real', () => {
    expect(complaints(({ ends: [first, from, to] }) => to === undefined || from !== first || to === from)).toEqual([]);
  });
});
