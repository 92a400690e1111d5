// Who is measured, what has to be there for it, and how one measurement of it is started.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, runTool } from '../scripts/setup.mjs';

/**
 * @typedef {object} Implementation
 * @property {string} id as `--only` and the floors name it
 * @property {string} title with its version
 * @property {string} file what is run
 * @property {Record<string, string>} env
 */

/** @typedef {{ ready: Implementation } | { missing: string }} Prepared */

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} name
 * @property {(mayInstall: boolean) => Prepared} prepare
 */

const bench = dirname(fileURLToPath(import.meta.url));
const goBinary = join(bench, 'dist', process.platform === 'win32' ? 'channels-go.exe' : 'channels-go');

export const OURS = 'happens-before';

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** @returns {Prepared} */
function prepareOurs() {
  const build = runTool('typescript/bin/tsc', ['-b', 'tsconfig.src.json', '--pretty']);
  // What is measured against the others must be what the sources say: an old build would be worse than none.
  if (!build.ok) throw new Error(`The package does not build.\n${build.output}`);
  const { version } = readJson(join(root, 'package.json'));
  return script(OURS, `happens-before ${version}`);
}

/** @returns {Prepared} */
function prepareBare() {
  return script('native-promises', `native promises, by hand, bare (Node ${process.versions.node})`);
}

/**
 * @param {string} id
 * @param {string} title
 * @returns {Prepared}
 */
function script(id, title) {
  return { ready: { id, title, file: join(bench, 'channels', `${id}.mjs`), env: {} } };
}

/** @returns {Prepared} */
function prepareGo() {
  const found = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (found.status !== 0) return { missing: 'no `go` on the PATH' };
  mkdirSync(dirname(goBinary), { recursive: true });
  const build = spawnSync('go', ['build', '-o', goBinary, '.'], { cwd: join(bench, 'peers/go'), encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`The Go program does not build.\n${build.stderr}`);
  const title = `Go ${found.stdout.trim().replace(/^go/, '')}, GOMAXPROCS=1`;
  return { ready: { id: 'go', title, file: goBinary, env: { GOMAXPROCS: '1' } } };
}

/**
 * @param {string} id
 * @param {string} name
 * @param {boolean} mayInstall
 * @returns {Prepared}
 */
function preparePackage(id, name, mayInstall) {
  const pin = readJson(join(bench, 'package.json')).dependencies[name];
  const manifest = join(bench, 'node_modules', name, 'package.json');
  const isInstalled = () => existsSync(manifest) && readJson(manifest).version === pin;
  if (!isInstalled() && mayInstall) installPackages();
  return isInstalled() ? script(id, `${name} ${pin}`) : { missing: `${name} ${pin} is not installed in bench/` };
}

function installPackages() {
  console.log('Installing the npm peers (npm ci in bench/) …');
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: bench,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** @type {readonly Contestant[]} */
export const contestants = [
  { id: OURS, name: 'happens-before', prepare: prepareOurs },
  { id: 'go', name: 'Go', prepare: prepareGo },
  { id: 'native-promises', name: 'native promises', prepare: prepareBare },
  {
    id: 'thi-ng-csp',
    name: '@thi.ng/csp',
    prepare: (mayInstall) => preparePackage('thi-ng-csp', '@thi.ng/csp', mayInstall),
  },
  { id: 'effect', name: 'effect', prepare: (mayInstall) => preparePackage('effect', 'effect', mayInstall) },
  { id: 'js-csp', name: 'js-csp', prepare: (mayInstall) => preparePackage('js-csp', 'js-csp', mayInstall) },
];

/**
 * One measurement in a process of its own.
 * @param {Implementation} implementation
 * @param {readonly (string | number)[]} parameters
 * @returns {number} nanoseconds per message
 */
export function measureOnce({ title, file, env }, parameters) {
  const words = parameters.map(String);
  const [command, list] = file.endsWith('.mjs') ? [process.execPath, [file, ...words]] : [file, words];
  const { status, stdout, stderr, error } = spawnSync(command, list, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 120_000,
  });
  // A program that can never go on ends in Node without a word: no figure is as much a failure as a wrong result.
  if (status !== 0 || stdout.trim() === '') {
    throw new Error(`${title}: ${words.join(' ')} failed (${error?.message ?? `exit ${status}`})\n${stderr}`);
  }
  return JSON.parse(stdout).nanosecondsPerMessage;
}
