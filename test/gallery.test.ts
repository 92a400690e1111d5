// The gallery: claims of the theory, each shown by a short program. The tables of docs/gallery.md are made here:
// HB_REWRITE=1 writes them anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from 'happens-before';
import type { Fact, Property, State } from 'happens-before/check';
import { check, commonKnowledge, knows, pointsOf } from 'happens-before/check';
import { beforeAll, describe, expect, test } from 'vitest';
import { generals, isRight, model, rulesFor } from '../examples/results/two-generals.ts';
import {
  command,
  examplesIn,
  expectChecked,
  expectEnds,
  expectWorlds,
  type Header,
  processLimitMs,
  readHeader,
  root,
} from './example-files.ts';
import { galleryTable, type Shown } from './gallery-table.ts';

/** What a file of the gallery exports. */
interface Example {
  readonly default: () => unknown;
  readonly model?: Model;
  readonly properties?: readonly Property[];
  readonly variants?: readonly Variant[];
}

/** Another program of which the claim of its file holds. */
interface Variant {
  readonly program: () => unknown;
  readonly properties: readonly Property[];
}

const headerOf = (name: string): Header => readHeader(`examples/${name}`);

/** Examples beside the gallery that show a claim of it. */
const beside = examplesIn('').filter((name) => headerOf(name).claim !== undefined);

/** The parts of the gallery, and which programs are in each, in their order. */
const parts: Readonly<Record<string, readonly string[]>> = {
  models: [
    'counter.ts',
    'lost-update.ts',
    'counter-mutex.ts',
    'counter-owner.ts',
    'models/send-before-receive.ts',
    'models/write-after-send.ts',
    'deposit-alone.ts',
    'withdraw-alone.ts',
    'deposit-withdraw.ts',
    'models/timeout.ts',
    'models/timeout-synchronous.ts',
    'models/timeout-proves-crash.ts',
    'models/request-reply.ts',
    'models/loss-or-delay.ts',
    'models/timeout-proves-crash.ts',
    'models/timeout-proves-nothing.ts',
    'models/lossy-link.ts',
  ],
  results: examplesIn('results/'),
  emulations: examplesIn('emulations/'),
  protocols: examplesIn('protocols/'),
};
const all = Object.values(parts).flat();

const mostLines = 75;
const full = process.env['HB_FULL'] === '1';
/** How many variants of a program are checked, unless in full. */
const mostVariants = 56;
const messengerCounts = [1, 2, 3, 4, 5, 6, 7, 8];

const document = join(root, 'docs/gallery.md');
const tables = /<!-- gallery: (?<part>\w+) -->\n\n(?<table>[\s\S]*?)\n\n<!-- end -->/g;

const shown = new Map<string, Shown>();

/** How long a check takes differs each time, and so does the width of the column. */
function withoutTimes(text: string): string {
  return text
    .replace(/[\d.]+ s(?= )/g, '… s')
    .replace(/ +/g, ' ')
    .replace(/-+/g, '-');
}

async function load(name: string): Promise<Example> {
  return (await import(join(root, 'examples', name))) as Example;
}

beforeAll(() => {
  if (!existsSync(command)) throw new Error(`${command} is missing: run npm run build first`);
});

test.each(Object.entries(parts))('there are programs in the part %s', (_, names) => {
  expect(names.length).toBeGreaterThan(2);
});

test('the part models has all there are', () => {
  expect(parts['models']?.toSorted()).toEqual([...beside, ...examplesIn('models/')].toSorted());
});

describe.each(all)('%s', (name) => {
  const file = `examples/${name}`;
  const header = headerOf(name);

  test('is short and says what it shows', () => {
    expect(header.claim).toBeDefined();
    expect(readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(mostLines);
  });

  test('is checked as its first lines say', { timeout: processLimitMs + 5_000 }, async () => {
    const report = await expectChecked(file, header);
    const { model } = await load(name);
    shown.set(name, { name, claim: header.claim ?? '', model, report, variants: header.variants });
  });

  test('ends when run for real, in one of these ways', { timeout: processLimitMs + 5_000 }, async () => {
    await expectEnds(file, header);
  });
});

describe.each(all.filter((name) => headerOf(name).worlds !== undefined))('%s', (name) => {
  test('leaves open at its mark what its first lines say', { timeout: processLimitMs + 5_000 }, async () => {
    const { worlds } = headerOf(name);
    await expectWorlds(`examples/${name}`, worlds);
  });
});

describe.each(all.filter((name) => headerOf(name).variants > 0))('%s', (name) => {
  test('comes to the same in its variants', { timeout: 600_000 }, async () => {
    const { verdict: expected, variants: count } = headerOf(name);
    const { variants = [], model: own } = await load(name);
    expect(variants).toHaveLength(count);
    const options = own === undefined ? {} : { model: own };
    for (const { program, properties } of full ? variants : variants.slice(0, mostVariants)) {
      const { verdict } = await check(program, { ...options, properties, stopAtFirst: true });
      expect(verdict).toBe(expected);
    }
  });
});

test.each(messengerCounts)('of all rules for %i messengers none works', async (messengers) => {
  const { certainty, outcomes } = await check(generals(messengers, { A: [], B: [] }), { model });
  expect(certainty).toBe('exhaustive');
  const ends = outcomes.map(({ value }) => value as Record<'A' | 'B', { readonly came: number }>);
  const rules = rulesFor(messengers);
  expect(rules).toHaveLength(2 ** (messengers + 2));
  for (const rule of rules) {
    const decide = (name: 'A' | 'B', came: number) => ({ came, attacks: rule[name]?.[came] === true });
    const decisions = ends.map(({ A, B }) => ({ A: decide('A', A.came), B: decide('B', B.came) }));
    expect(decisions.every((both) => isRight(messengers, both))).toBe(false);
  }
});

test.each(messengerCounts)(
  'of %i messengers each that comes to a general takes what they know one level up',
  async (messengers) => {
    const neverAttack = { A: [], B: [] };
    const points = await pointsOf(generals(messengers, neverAttack), { model });
    expect(points.certainty).toBe('exhaustive');
    const begun = (state: State): boolean => state.marks('A').some(({ label }) => label === 'begins');
    // A has begun; B knows it; A knows that B does; and so on.
    const levels: Fact[] = [begun];
    for (let level = 1; level <= messengers + 1; level++)
      levels.push(knows(level % 2 === 1 ? 'B' : 'A', levels.at(-1) ?? begun));
    const isReached = levels.map((fact) => points.somewhere(fact) !== undefined);
    expect(isReached).toEqual(levels.map((_, level) => level <= messengers));
    for (let messenger = 1; messenger <= messengers; messenger++) {
      const general = messenger % 2 === 1 ? 'B' : 'A';
      const views = points.at(general, 'came').filter(({ data }) => data === Math.ceil(messenger / 2));
      expect(views).toHaveLength(1);
      const [view] = views;
      expect(view?.knows(levels[messenger - 1] ?? begun).answer).toBe('knows');
      expect(view?.knows(levels[messenger + 1] ?? begun).answer).toBe('does not know');
    }
    expect(points.somewhere(commonKnowledge(['A', 'B'], begun))).toBeUndefined();
  },
);

test('docs/gallery.md shows what came out', () => {
  const made = Object.fromEntries(
    Object.entries(parts).map(([part, names]) => [part, galleryTable(names.flatMap((name) => shown.get(name) ?? []))]),
  );
  const text = readFileSync(document, 'utf8');
  const found = [...text.matchAll(tables)].map(
    ({ groups = {} }) => [groups['part'] ?? '', groups['table'] ?? ''] as const,
  );
  expect(found.map(([part]) => part)).toEqual(Object.keys(parts));
  if (process.env['HB_REWRITE'] === '1') {
    const anew = text.replace(
      tables,
      (_, part: string) => `<!-- gallery: ${part} -->\n\n${made[part]}\n\n<!-- end -->`,
    );
    writeFileSync(document, anew);
    return;
  }
  for (const [part, table] of found)
    expect(withoutTimes(table), 'docs/gallery.md is out of date: HB_REWRITE=1 writes it anew').toBe(
      withoutTimes(made[part] ?? ''),
    );
});
