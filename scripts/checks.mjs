// All static checks in one command. The first one also builds dist/, which the last two inspect as it will be published.
import { pathToFileURL } from 'node:url';
import { ensureInstalled, runTool } from './setup.mjs';

/** @type {ReadonlyArray<{ name: string, tool: string, parameters: readonly string[] }>} */
const checks = [
  { name: 'types (tsc)', tool: 'typescript/bin/tsc', parameters: ['-b', '--pretty'] },
  {
    name: 'format and lint (biome)',
    tool: '@biomejs/biome/bin/biome',
    parameters: ['check', '--error-on-warnings', '--colors=force', '.'],
  },
  { name: 'lint with types (oxlint)', tool: 'oxlint/bin/oxlint', parameters: ['--deny-warnings'] },
  {
    name: 'nothing unused (knip)',
    tool: 'knip/bin/knip.js',
    parameters: ['--no-progress', '--treat-config-hints-as-errors'],
  },
  { name: 'package shape (publint)', tool: 'publint/src/cli.js', parameters: ['--strict'] },
  {
    name: 'published types (attw)',
    tool: '@arethetypeswrong/cli/dist/index.js',
    parameters: ['--pack', '.', '--profile', 'esm-only'],
  },
];

/** @returns {{ passed: number, failed: number }} */
export function runChecks() {
  let failed = 0;
  for (const { name, tool, parameters } of checks) {
    const started = performance.now();
    const { ok, output } = runTool(tool, parameters);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} ${seconds} s`);
    if (!ok) {
      failed++;
      console.log(output.trimEnd());
    }
  }
  return { passed: checks.length - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled();
  const { passed, failed } = runChecks();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
