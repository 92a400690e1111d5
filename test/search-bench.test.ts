// The search benchmark: its published counts, its judgement, and a quick run of our side without any peer. What the
// floors say is for the full run, on a machine at rest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../bench/search/capped.mjs';
import { catalogue } from '../bench/search/catalogue.mjs';
import { Figures, middle } from '../bench/search/figures.mjs';
import { judge } from '../bench/search/floors.mjs';
import { programTable } from '../bench/search/report.mjs';
import { rows } from './corpus/counts/table.ts';
import { root } from './source-files.ts';

/** What the bench calls the programs that the corpus has too. */
const NAMES: Readonly<Record<string, string>> = {
  'read and write': 'rw',
  'mutex order': 'lockinc',
  readers: 'readers',
  'last zero': 'lastzero',
  indexer: 'indexer',
  filesystem: 'filesystem',
  philosophers: 'philosophers',
};

const CAP_SECONDS = 60;

function search(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const words = [join(root, 'bench/run.mjs'), 'search', ...options];
  return spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 120_000 });
}

function outcome(seconds: number, change: Partial<Outcome> = {}): Outcome {
  return {
    how: 'done',
    count: 3328,
    redundant: 0,
    seconds,
    warmSeconds: undefined,
    megabytes: 100,
    seen: undefined,
    says: '',
    ...change,
  };
}

/** Two searchers on one program: ours, and interweave. */
function figuresOf(program: string, size: number, ours: Outcome, theirs: Outcome): Figures {
  const figures = new Figures(CAP_SECONDS);
  const both = { program, size };
  const kinds = { counts: 'executions', reduces: true, mode: 'exhaustive' } as const;
  const us = { id: 'happens-before', row: 'ours', title: 'us', ...kinds };
  const them = { id: 'interweave', row: 'interweave', title: 'them', ...kinds };
  figures.results.push({ ...both, searcher: us, outcome: ours }, { ...both, searcher: them, outcome: theirs });
  return figures;
}

function verdictOn(what: string, figures: Figures): string {
  const floor = judge(figures).find((judged) => judged.what === what);
  return `${floor?.measured} ${floor?.verdict}`;
}

describe('the search benchmark', () => {
  test('knows the numbers that the corpus knows', () => {
    const shared = rows.flatMap(({ name, n, traces }) => {
      const entry = catalogue.find((one) => one.name === NAMES[name]);
      return entry === undefined || n === undefined || !entry.sizes.includes(n) ? [] : [{ entry, n, traces }];
    });
    expect(new Set(shared.map(({ entry }) => entry.name))).toEqual(new Set(Object.values(NAMES)));
    for (const { entry, n, traces } of shared) expect(entry.traces(n), `${entry.name}(${n})`).toBe(traces);
  });

  test('has every searcher run only sizes that are asked for', () => {
    for (const { name, sizes, runs } of catalogue) {
      for (const size of Object.values(runs).flat()) expect(sizes, name).toContain(size);
    }
  });

  test('judges a peer that ended, on both sides of the floor', () => {
    const against = 'lastzero(10) against interweave';
    expect(verdictOn(against, figuresOf('lastzero', 10, outcome(1), outcome(3)))).toBe('3.0× met');
    expect(verdictOn(against, figuresOf('lastzero', 10, outcome(1), outcome(2.9)))).toBe('2.9× not met');
    const warm = outcome(1, { warmSeconds: 0.5 });
    expect(verdictOn(against, figuresOf('lastzero', 10, warm, outcome(2)))).toBe('2.0× (warm 4.0×) not met');
  });

  test('does not guess what a capped peer would have needed', () => {
    const against = 'lastzero(15) against interweave';
    const capped = outcome(60, { how: 'capped' });
    expect(verdictOn(against, figuresOf('lastzero', 15, outcome(2), capped))).toBe('> 30.0× met');
    expect(verdictOn(against, figuresOf('lastzero', 15, outcome(10), capped))).toBe('> 6.0× not measured');
    expect(verdictOn(against, figuresOf('lastzero', 15, capped, capped))).toBe('ours capped not met');
    expect(verdictOn(against, new Figures(CAP_SECONDS))).toBe('– not measured');
  });

  test('a wrong count misses a floor, ours or that of a peer', () => {
    const right = outcome(1);
    const wrong = outcome(1, { count: 3327 });
    expect(verdictOn('ours', figuresOf('lastzero', 10, right, wrong))).toBe('1 of 1 met');
    expect(verdictOn('the peers', figuresOf('lastzero', 10, right, wrong))).toBe(
      'not interweave on lastzero(10) not met',
    );
    expect(verdictOn('ours', figuresOf('lastzero', 10, wrong, right))).toBe(
      'not happens-before on lastzero(10) not met',
    );
    expect(verdictOn('ours', figuresOf('lastzero', 10, outcome(60, { how: 'capped' }), right))).toBe('– not measured');
  });

  test('takes the middle one of three', () => {
    expect(middle([30, 10, 20], (value) => value)).toBe(20);
  });

  test('prints who was capped, with how far it came', () => {
    const entry = catalogue.find(({ name }) => name === 'lastzero');
    if (entry === undefined) throw new Error('no such program');
    const capped = outcome(59.5, { how: 'capped', count: 1234567 });
    const figures = figuresOf('lastzero', 10, outcome(2, { redundant: 11 }), capped);
    const table = programTable(figures, entry, (id) => id);
    expect(table).toMatch(/\| 10 \| us +\| 3,328 \+ 11 redundant \| 2\.00 s \| 1\.0× +\|/);
    expect(table).toMatch(/\| 10 \| them +\| ≥ 1,234,567 +\| > 60 s \| > 30× +\|/);
  });

  test('runs our side and names whom it left out', () => {
    const { status, stdout, stderr } = search('--quick', '--only', 'happens-before', '--program', 'rw,2pc');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const peer of ['interweave', 'loom', 'shuttle', 'SPIN', 'stateright', 'fast-check', 'GenMC', 'nidhugg']) {
      expect(stdout).toContain(`${peer}: not measured, not asked for`);
    }
    expect(stdout).toMatch(/^\| 2 \| happens-before \S+ Node \S+ search +\| 4 +\| \d.* ms +\| 1\.0× +\|/m);
    expect(stdout).toMatch(/^\| 3 \| happens-before \S+ Node \S+ check +\| 8 +\|/m);
    expect(stdout).toMatch(/^\| happens-before .* the audit included +(\| [\d,]+ +){2}\|$/m);
    expect(stdout).toContain('1,680 of 1,680 seen');
  }, 120_000);

  test('refuses what it does not know', () => {
    expect(search('--only', 'tlc')).toMatchObject({ status: 64, stderr: 'unknown searcher: tlc\n' });
    expect(search('--program', 'life')).toMatchObject({ status: 64, stderr: 'unknown program: life\n' });
    expect(search('--cap', 'soon')).toMatchObject({
      status: 64,
      stderr: '--cap soon: a number of seconds is wanted\n',
    });
  });
});
