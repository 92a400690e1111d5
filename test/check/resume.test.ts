import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { go, shared } from 'happens-before';
import type { CheckOptions, Report } from 'happens-before/check';
import { check } from 'happens-before/check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Row, rows } from '../corpus/counts/table.ts';

type Program = () => unknown;

function fileOfTest(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hb-resume-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'search.json');
}

/** What does not depend on how often a search was stopped. */
function lasting({ elapsedMs: _ms, events: _events, estimate: _estimate, notes, ...rest }: Report): unknown {
  return { ...rest, notes: notes.filter((note) => !/resume|was kept|reruns$/.test(note)) };
}

/** Checks `program` again and again, `step` executions at a time, until that was all. */
async function inParts(
  program: Program,
  step: number,
  options: CheckOptions,
): Promise<{ report: Report; parts: number }> {
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

const small = rows.filter((row) => row.traces > 10 && row.traces <= 30);
const title = ({ name, n }: Row): string => (n === undefined ? name : `${name} (${n})`);

describe('a check that is stopped and resumed reports what one run reports', () => {
  for (const row of small) {
    test(title(row), { timeout: 60_000 }, async () => {
      expect(await expectTheSame(row.make(), [9])).toBeGreaterThan(1);
    });
  }

  test('a program that can run for ever', { timeout: 60_000 }, async () => {
    const program = async (): Promise<void> => {
      const x = shared(0, 'x');
      go('P', () => x.write(1));
      while ((await x.read()) === 0);
    };
    expect(await expectTheSame(program, [5], { budget: { steps: 40 } })).toBeGreaterThan(1);
  });

  test('processes that share a plain variable', { timeout: 60_000 }, async () => {
    const program = async (): Promise<number> => {
      let plain = 0;
      const x = shared(0, 'x');
      const both = ['P', 'Q'].map((name) =>
        go(name, async () => {
          const before = plain;
          await x.read();
          plain = before + 1;
          await x.read();
        }),
      );
      for (const process of both) await process.join();
      return plain;
    };
    expect(await expectTheSame(program, [3])).toBeGreaterThan(1);
  });
});

describe('the file of a search', () => {
  const program = rows.find(({ traces }) => traces > 20)?.make() as Program;
  const part = { budget: { executions: 3 } };

  async function refused(resume: string, options: CheckOptions = {}, other: Program = program): Promise<string> {
    return check(other, { ...part, ...options, resume }).then(
      () => 'nothing was refused',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );
  }

  async function keptFile(): Promise<string> {
    const resume = fileOfTest();
    const report = await check(program, { ...part, resume });
    expect(report.notes.join()).toContain(`the search was kept in ${resume}`);
    return resume;
  }

  test('is written, gone on from and removed, and the report says so', async () => {
    const resume = await keptFile();
    const report = await check(program, { resume });
    expect(report.certainty).toBe('exhaustive');
    expect(report.notes.join()).toContain(`nothing is left to resume: ${resume} is not there any more`);
    expect(existsSync(resume)).toBe(false);
  });

  test('is of one program and of its options', async () => {
    const resume = await keptFile();
    const refusal = /^ResumeError: .* is of another program, or of other options/;
    expect(await refused(resume, {}, async () => 1)).toMatch(refusal);
    expect(await refused(resume, { ticks: 3 })).toMatch(refusal);
    expect(await refused(resume, { strategy: { exhaustive: 'sleep' } })).toMatch(refusal);
  });

  test('is refused when it is none, cut short or changed', async () => {
    const resume = await keptFile();
    const text = readFileSync(resume, 'utf8');
    const changed = [text.slice(0, -10), text.replace(/"redundant":\d+/, '"redundant":1000'), '{}', 'null', ''];
    for (const wrong of changed) {
      expect(wrong).not.toBe(text);
      writeFileSync(resume, wrong);
      expect(await refused(resume)).toMatch(/^ResumeError: .* is no search that hb kept, or was changed since/);
    }
    writeFileSync(resume, text.replace('"version":1', '"version":2'));
    expect(await refused(resume)).toMatch(/another version/);
  });

  test('is nothing for a search that draws at random', async () => {
    expect(await refused(fileOfTest(), { strategy: 'random' })).toMatch(
      /^TypeError: resume: only an exhaustive search/,
    );
  });
});
