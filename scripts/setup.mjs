// What every script needs before it starts: the pinned dependencies installed, and a way to run a tool.
// Only Node's own modules, because nothing else exists on a fresh clone.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Every dependency is pinned exactly, so "installed" means "the version on disk is the pin".
 * @returns {boolean}
 */
function isInstalled() {
  const { dependencies, devDependencies } = readJson(join(root, 'package.json'));
  return Object.entries({ ...dependencies, ...devDependencies }).every(([name, pin]) => {
    try {
      return readJson(join(root, 'node_modules', name, 'package.json')).version === pin;
    } catch {
      return false;
    }
  });
}

export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing the dependencies (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0 || !isInstalled()) {
    console.error('npm ci did not install the pinned dependencies; see its messages above.');
    process.exit(1);
  }
}

/**
 * Runs a tool of node_modules under this Node, without a shell.
 * @param {string} tool path below node_modules
 * @param {readonly string[]} parameters
 * @param {{ show?: boolean, env?: Record<string, string> }} [options]
 * @returns {{ ok: boolean, output: string }}
 */
export function runTool(tool, parameters, { show = false, env = {} } = {}) {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...parameters], {
    cwd: root,
    encoding: 'utf8',
    stdio: show ? 'inherit' : 'pipe',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = show ? '' : `${result.stdout}${result.stderr}`;
  return { ok: result.status === 0, output };
}
