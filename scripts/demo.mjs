// The main job in one command, from a fresh clone: install, build, check the counter of two processes.
import { spawnSync } from 'node:child_process';
import { ensureInstalled, root, runTool } from './setup.mjs';

const FOUND_SOMETHING = 1;

ensureInstalled();
const build = runTool('typescript/bin/tsc', ['-b', 'tsconfig.src.json', '--pretty']);
if (!build.ok) {
  console.error(build.output);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ['dist/cli/main.js', 'check', 'examples/counter.ts'], {
  cwd: root,
  stdio: 'inherit',
});
// The counter has a race, so the right exit code of this check is "found something".
process.exitCode = status === FOUND_SOMETHING ? 0 : 1;
