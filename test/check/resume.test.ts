import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chan, cancellation, every, go, shared, sleep } from 'happens-before';
import type { CheckOptions, Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Row, rows } from '../corpus/counts/table.ts';
import { generate } from '../oracle/generate.ts';
import { interpret } from '../oracle/interpret.ts';

type Program = () => unknown;

function fileOfTest(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hb-resume-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'search.json');
}

/** What does not depend on how often a search was stopped. */
function lasting({ elapsedMs: _ms, events: _events, estimate: _estimate, notes, ...rest }: Report): unknown {
  return { ...rest, notes: notes.filter((note) => !/resume|was kept/.test(note)) };
}

/** Checks `program` again and again, `step` executions at a time, until that was all. */
async function inParts(program: Program, step: number, options: CheckOptions): Promise<{ report: Report; parts: number }> {
  const resume = fileOfTest();
  const { executions: _all, ...budget } = options.budget ?? {};
  for (let parts = 1; ; parts++) {
    const report = await check(program, { ...options, resume, budget: { ...budget, executions: step } });
    if (!existsSync(resume)) return { report, parts };
  }
}

async function expectTheSame(program: Program, steps: readonly number[], options: CheckOptions = {}): Promise<number> {
  const whole = await check(program, { ...options, budget: { ...options.budget, executions: 1_000_000 } });
  let most = 0;
  for (const step of steps) {
    const { report, parts } = await inParts(program, step, options);
    most = Math.max(most, parts);
    expect(lasting(report)).toEqual(lasting(whole));
  }
  return most;
}

const small = rows.filter((row) => row.traces <= 60);
const title = ({ name, n }: Row): string => (n === undefined ? name : `${name} (${n})`);

describe('a search that is stopped and resumed finds what one run finds', () => {
  for (const row of small) {
    test(title(row), { timeout: 60_000 }, async () => {
      await expectTheSame(row.make(), [7]);
    });
  }

  test('stopped as often as can be', { timeout: 60_000 }, async () => {
    const row = rows.find(({ traces }) => traces > 30 && traces < 60) as Row;
    expect(await expectTheSame(row.make(), [1])).toBeGreaterThan(10);
  });

  test('random programs', { timeout: 120_000 }, async () => {
    let parts = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const program = generate(seed);
      parts += await expectTheSame(() => interpret(program, new Map())(), [3]);
    }
    expect(parts).toBeGreaterThan(50);
  });
});
