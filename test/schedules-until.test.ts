// How many schedules PCT takes until a bug shows. The default run takes a few seeds; HB_FULL=1 takes the hundred of the
// table in docs/strategies.md, and holds that against them (HB_REWRITE=1 writes it anew).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hunted, type Medians, mediansOf, mediansTable } from './schedules-until.ts';
import { root } from './source-files.ts';

const full = process.env['HB_FULL'] === '1';
const seeds = full ? 100 : 9;
const document = join(root, 'docs/strategies.md');
const shown = /(?<=<!-- medians -->\n\n```text\n)[\s\S]*?(?=\n```\n\n<!-- end -->)/;

test(`in the median of ${seeds} seeds PCT shows each bug within so many schedules`, { timeout: 600_000 }, async () => {
  const rows: Medians[] = [];
  for (const program of hunted) rows.push(await mediansOf(program, seeds));
  const table = mediansTable(rows);
  console.info(table);
  for (const { pct, program } of rows) expect(pct, program.name).toBeLessThanOrEqual(program.within);
  const text = readFileSync(document, 'utf8');
  expect(text).toMatch(shown);
  if (!full) return;
  if (process.env['HB_REWRITE'] === '1') writeFileSync(document, text.replace(shown, table));
  else
    expect(text.match(shown)?.[0], 'docs/strategies.md is out of date: HB_FULL=1 HB_REWRITE=1 writes it anew').toBe(
      table,
    );
});
