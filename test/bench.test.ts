// The benchmark's own arithmetic, and a quick run of it. What the floors say is for the full run, on a machine at rest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../bench/floors.mjs';
import { Figures } from '../bench/tables.mjs';
import { workloads } from '../bench/workloads.mjs';
import { root } from './source-files.ts';

const MESSAGES = 10;

function channels(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const words = [join(root, 'bench/run.mjs'), 'channels', ...options];
  return spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 60_000 });
}

function measure(implementation: string, ...parameters: number[]): { status: number | null; stderr: string } {
  const words = [join(root, 'bench/channels', `${implementation}.mjs`), 'stream', ...parameters.map(String)];
  return spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 60_000 });
}

describe('the channel benchmark', () => {
  test('counts the messages of a sieve up to 7 by hand', () => {
    const sieve = workloads.find(({ name }) => name === 'sieve');
    // 2, 4 and 6 meet the channel of 2; 3 passes on to that of 3, 5 to that of 5, 7 to that of 7.
    expect(sieve?.messages(7)).toBe(3 + 2 + 3 + 4);
    expect(sieve?.result(7)).toBe(2 + 3 + 5 + 7);
  });

  test('takes the median of an odd and of an even number of runs', () => {
    const figures = new Figures();
    for (const nanoseconds of [30, 10, 20]) figures.add('go', 'ping', nanoseconds);
    expect(figures.median('go', 'ping')).toBe(20);
    figures.add('go', 'ping', 40);
    expect(figures.median('go', 'ping')).toBe(25);
    expect(figures.median('go', 'sieve')).toBeUndefined();
  });

  test('judges a floor on both sides of its limit, and never without both figures', () => {
    const verdicts = (ours: number): Set<string> => {
      const judged = judge((id, program) => {
        if (id === 'effect') return undefined;
        return program === 'ping' && id === 'happens-before' ? ours : 100;
      });
      return new Set(
        judged.filter(({ program }) => program === 'ping').map(({ peer, verdict }) => `${peer} ${verdict}`),
      );
    };
    expect(verdicts(33)).toEqual(new Set(['go met', 'thi-ng-csp met', 'effect not measured', 'js-csp met']));
    expect(verdicts(101)).toEqual(new Set(['go met', 'thi-ng-csp not met', 'effect not measured', 'js-csp not met']));
    expect(verdicts(221)).toEqual(
      new Set(['go not met', 'thi-ng-csp not met', 'effect not measured', 'js-csp not met']),
    );
  });

  test('refuses a figure whose program gave a wrong result', () => {
    const sum = 45;
    expect(measure('native-promises', MESSAGES, MESSAGES, sum).status).toBe(0);
    const wrong = measure('native-promises', MESSAGES, MESSAGES, sum + 1);
    expect(wrong.status).not.toBe(0);
    expect(wrong.stderr).toContain('stream of 10 gave 45, not 46');
  });

  test('runs every program and names whom it left out', () => {
    const { status, stdout, stderr } = channels('--quick', '--only', 'happens-before,native-promises');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const peer of ['Go', '@thi.ng/csp', 'effect', 'js-csp']) {
      expect(stdout).toContain(`${peer}: not measured, not asked for`);
    }
    expect(stdout).toMatch(/^\| happens-before \S+ +(\| [\d.]+ +){4}\|$/m);
    expect(stdout).toMatch(/^\| native promises.*(\| [\d.]+ \([\d.]+×\) +){4}\|$/m);
  });

  test('refuses what it does not know', () => {
    expect(channels('--only', 'rust')).toMatchObject({ status: 64, stderr: 'unknown implementation: rust\n' });
  });
});
