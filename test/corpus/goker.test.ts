// Bugs that other people had, as GoBench collected them in GoKer: each is found, and gone once it is repaired. The tables of
// docs/bugs.md are made here: HB_REWRITE=1 writes them anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Budget, Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, test } from 'vitest';
import { root } from '../source-files.ts';
import { expectFound } from './goker/expect-found.ts';
import { kernels } from './goker/kernels.ts';
import { kernelTable, type Measured, namesOf, summaryTable, sums } from './goker/table.ts';

const full = process.env['HB_FULL'] === '1';

/** A search may take as long as this on one core. */
const whole: Budget = { ms: 60_000 };
/** One that cannot be whole stops at what it looks for, or here. */
const cut: Budget = { ...whole, executions: 1000 };
/** A program without a bug has nothing to stop at. */
const fixedCut: Budget = { ...whole, executions: 100 };
/** How long to look for what is known to be missed. */
const missed: Budget = { ms: 5_000 };
/** How long a search that cannot be whole goes on to see whether it is after all. */
const doubted: Budget = { ms: 5_000 };
const timeout = 90_000;

/** How many searches are whole, at least. */
const exhaustivePrograms = 53;
const exhaustiveRepairs = 57;

const document = join(root, 'docs/bugs.md');
const shown = /<!-- goker: (?<which>\w+) -->\n\n(?<table>[\s\S]*?)\n\n<!-- end -->/g;

const programs = new Map<string, { readonly report: Report; readonly seconds: number }>();
const repairs = new Map<string, Report>();

function measured(): ReadonlyMap<string, Measured> {
  const rows = kernels.flatMap((kernel) => {
    const program = programs.get(kernel.id);
    const fixed = repairs.get(kernel.id);
    if (program === undefined || fixed === undefined) return [];
    return [{ kernel, program: program.report, fixed, seconds: program.seconds }];
  });
  return new Map(rows.map((row) => [row.kernel.id, row]));
}

/** How long a task takes differs each time, and so does the width of the column. */
function withoutTimes(text: string): string {
  return text
    .replace(/[\d.]+ s(?= )/g, '… s')
    .replace(/ +/g, ' ')
    .replace(/-+/g, '-');
}

test('the suite is here, all of it', () => {
  expect(namesOf('blocking')).toHaveLength(41);
  expect(namesOf('nonblocking')).toHaveLength(19);
  const names = [...namesOf('blocking'), ...namesOf('nonblocking')];
  expect(kernels.map(({ id }) => id).sort()).toEqual(names.sort());
  const files = readdirSync(join(root, 'test/corpus/goker')).filter((file) => file.includes('_'));
  expect(files.sort()).toEqual(names.flatMap((name) => [`${name}.ts`, `${name}-fixed.ts`]).sort());
});

describe.each(kernels)('$id', (kernel) => {
  const isMissed = kernel.missedBy?.includes('exhaustive') === true;
  const title = isMissed ? `is missed, which is wrong: ${kernel.finding}` : `is found: ${kernel.finding}`;

  test(title, { timeout }, async () => {
    const isCut = kernel.cut !== undefined;
    const before = process.cpuUsage();
    const report = await check(kernel.program, { budget: isMissed ? missed : isCut ? cut : whole, stopAtFirst: isCut });
    const { user, system } = process.cpuUsage(before);
    programs.set(kernel.id, { report, seconds: (user + system) / 1e6 });
    if (isMissed) expect(report.findings, 'it is found now: say so in its row').toEqual([]);
    else expectFound(report, kernel);
    if (!isCut) expect(report.certainty).toBe('exhaustive');
  });

  test('its repair checks clean', { timeout }, async () => {
    const isCut = kernel.fixedCut !== undefined;
    const report = await check(kernel.fixed, { budget: isCut ? fixedCut : whole });
    repairs.set(kernel.id, report);
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('ok');
    // A search that ran no execution to its end would be as clean.
    expect(report.outcomes).toMatchObject([{ kind: 'returned', value: { $: 'undefined' } }]);
    expect(report.certainty, 'its row says otherwise').toBe(isCut ? 'bounded' : 'exhaustive');
  });
});

test('no search is whole that is said to be cut', { timeout: 600_000 }, async () => {
  const doubtful = kernels.filter((kernel) => kernel.cut !== undefined);
  for (const { id, program } of full ? doubtful : doubtful.slice(-1)) {
    const { certainty } = await check(program, { budget: doubted });
    expect(certainty, `${id}: its row says otherwise`).toBe('bounded');
  }
});

test('so many are found, and so many searches are whole', () => {
  const rows = [...measured().values()];
  console.info(sums(rows));
  expect(rows).toHaveLength(kernels.length);
  const whole = (reports: readonly Report[]): number =>
    reports.filter(({ certainty }) => certainty === 'exhaustive').length;
  expect(whole(rows.map(({ program }) => program))).toBeGreaterThanOrEqual(exhaustivePrograms);
  expect(whole(rows.map(({ fixed }) => fixed))).toBeGreaterThanOrEqual(exhaustiveRepairs);
});

test('docs/bugs.md shows what came out', () => {
  const rows = measured();
  const tables: Readonly<Record<string, string>> = {
    summary: summaryTable(kernels),
    blocking: kernelTable('blocking', rows),
    nonblocking: kernelTable('nonblocking', rows),
  };
  const text = readFileSync(document, 'utf8');
  const found = [...text.matchAll(shown)].map(
    ({ groups = {} }) => [groups['which'] ?? '', groups['table'] ?? ''] as const,
  );
  expect(found.map(([which]) => which).sort()).toEqual(Object.keys(tables).sort());
  if (process.env['HB_REWRITE'] === '1') {
    const anew = text.replace(
      shown,
      (_, which: string) => `<!-- goker: ${which} -->\n\n${tables[which]}\n\n<!-- end -->`,
    );
    writeFileSync(document, anew);
    return;
  }
  for (const [which, table] of found)
    expect(withoutTimes(table), 'docs/bugs.md is out of date: HB_REWRITE=1 writes it anew').toBe(
      withoutTimes(tables[which] ?? ''),
    );
});
