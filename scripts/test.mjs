// The whole test command, from a fresh clone: install, build, static checks, vitest. The last line is the sum of all.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './checks.mjs';
import { ensureInstalled, root } from './setup.mjs';
import { runVitest } from './vitest-summary.mjs';

const full = process.argv.includes('--full');

ensureInstalled();
// What a deleted source left behind must not be tested or packed.
for (const stale of ['dist', 'node_modules/.cache/tsc']) rmSync(join(root, stale), { recursive: true, force: true });

const checks = runChecks();
const tests = runVitest([], full ? { HB_FULL: '1' } : {});
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;
const summary = `${passed} passed, ${failed} failed`;

if (full) {
  const lines = [
    `node ${process.version}`,
    `static checks: ${checks.passed} passed, ${checks.failed} failed`,
    `tests: ${tests.passed} passed, ${tests.failed} failed`,
    summary,
  ];
  writeFileSync(join(root, 'test/full-summary.txt'), `${lines.join('\n')}\n`);
}
console.log(summary);
process.exitCode = failed === 0 ? 0 : 1;
