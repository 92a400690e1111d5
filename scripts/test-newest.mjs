// The unit, conformance and example tests on the newest Node, which comes from the npm package `node`.
// Started by the Node of the machine, this file starts itself again under that one.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, root, runTool } from './setup.mjs';
import { runVitest } from './vitest-summary.mjs';

const NEWEST = '26.10.0';
const INSIDE = '--inside';

function startAgainUnderNewest() {
  ensureInstalled();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  rmSync(join(root, 'node_modules/.cache/tsc'), { recursive: true, force: true });
  const build = runTool('typescript/bin/tsc', ['-b', 'tsconfig.src.json', '--pretty']);
  if (!build.ok) console.log(build.output);
  const result = spawnSync('npx', ['-y', '-p', `node@${NEWEST}`, 'node', fileURLToPath(import.meta.url), INSIDE], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return result.status ?? 1;
}

function runInside() {
  const right = process.version === `v${NEWEST}`;
  console.log(`${right ? 'ok  ' : 'FAIL'} running on Node ${process.version}, wanted v${NEWEST}`);
  const tests = right
    ? runVitest(['--project', 'unit', '--project', 'conformance', '--project', 'examples'])
    : { passed: 0, failed: 0 };
  const failed = tests.failed + (right ? 0 : 1);
  console.log(`${tests.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = process.argv.includes(INSIDE) ? runInside() : startAgainUnderNewest();
