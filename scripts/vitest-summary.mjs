// Runs vitest and counts what it did from its JSON report. Whatever keeps a test from running counts as a failure:
// a skipped or todo test, a file that does not load, an error outside any test, a run without tests.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, runTool } from './setup.mjs';

/**
 * @param {readonly string[]} parameters extra command line of `vitest run`
 * @param {Record<string, string>} [env]
 * @returns {{ passed: number, failed: number }}
 */
export function runVitest(parameters, env = {}) {
  const file = join(root, 'node_modules/.cache/vitest-report.json');
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const { ok } = runTool(
    'vitest/vitest.mjs',
    ['run', ...parameters, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    { show: true, env },
  );
  return count(file, ok);
}

/**
 * @param {string} file
 * @param {boolean} ok
 */
function count(file, ok) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  let passed = 0;
  let failed = 0;
  for (const { status, assertionResults } of report.testResults) {
    const succeeded = assertionResults.filter((/** @type {{ status: string }} */ test) => test.status === 'passed');
    passed += succeeded.length;
    failed += assertionResults.length - succeeded.length;
    if (status !== 'passed' && succeeded.length === assertionResults.length) failed++;
  }
  if (failed === 0 && (!ok || passed === 0)) failed = 1;
  return { passed, failed };
}
