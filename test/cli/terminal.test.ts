import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryOf, root } from './hb.ts';
import { big, counter } from './programs.ts';

const escapeCode = '\u001b';

/** Runs the command on a terminal of its own, made by `script`, and returns all that was written to it. */
function onTerminal(directory: string, args: string, environment: Readonly<Record<string, string>> = {}): string {
  const { NO_COLOR: _none, FORCE_COLOR: _forced, ...inherited } = process.env;
  const line = `"${process.execPath}" "${join(root, 'dist/cli/main.js')}" ${args}`;
  const run = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: directory,
    env: { ...inherited, TERM: 'xterm', ...environment },
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (run.error !== undefined) throw run.error;
  return run.stdout;
}

describe('on a terminal', () => {
  test('the report is in colour, unless asked otherwise', () => {
    const directory = directoryOf({ 'counter.ts': counter });
    expect(onTerminal(directory, 'check counter.ts')).toContain(`${escapeCode}[`);
    expect(onTerminal(directory, 'check counter.ts --no-color')).not.toContain(escapeCode);
    expect(onTerminal(directory, 'check counter.ts', { NO_COLOR: '1' })).not.toContain(escapeCode);
    expect(onTerminal(directory, 'check counter.ts --json')).not.toContain(escapeCode);
  });

  test('progress is shown, at most once a second, and wiped', () => {
    const text = onTerminal(directoryOf({ 'big.ts': big }), 'check big.ts --budget-ms 2600 --no-color');
    const shown = text.split('\r').filter((part) => part.startsWith('exploring: '));
    expect(shown.length).toBeGreaterThanOrEqual(1);
    expect(shown.length).toBeLessThanOrEqual(3);
    expect(text).toMatch(/\r +\r/);
  });

  test('a short check shows no progress', () => {
    expect(onTerminal(directoryOf({ 'counter.ts': counter }), 'check counter.ts')).not.toContain('exploring');
  });
});
