// Who searches, what has to be there for it, and how its driver is started.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, runTool } from '../../scripts/setup.mjs';

/**
 * @typedef {object} Searcher
 * @property {string} id as `--only` names it
 * @property {string} row as the catalogue names it
 * @property {string} title
 * @property {'executions' | 'states'} counts
 * @property {boolean} reduces whether it claims one execution for each trace
 * @property {string} mode
 * @property {(program: string, size: number, mode: string, seconds: number) => import('./capped.mjs').Driver} driver
 */

/** Who is ready, and what of it is not there; or why nothing is. */
/** @typedef {{ ready: readonly Searcher[], absent?: readonly string[] } | { missing: string }} Prepared */

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} name
 * @property {(mayInstall: boolean) => Prepared} prepare
 */

const here = dirname(fileURLToPath(import.meta.url));
const peers = join(here, '../peers');
const built = join(here, '../dist');
const NEWEST = '26.10.0';

export const OURS = 'happens-before';
export const OURS_NEWEST = 'happens-before-newest';

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @param {string} id
 * @param {string} node the executable
 * @param {string} version
 * @returns {Prepared}
 */
function ours(id, node, version) {
  const name = `happens-before ${readJson(join(root, 'package.json')).version}, Node ${version}`;
  /** @type {(mode: string, what: string, row?: string) => Searcher} */
  const searcher = (mode, what, row = 'ours') => ({
    id,
    row,
    title: `${name}, ${what}`,
    counts: row === 'ours' ? 'executions' : 'states',
    reduces: row === 'ours',
    mode,
    driver: (program, size, how, seconds) => ({
      command: node,
      words: [join(here, 'happens-before.mjs'), program, String(size), how, String(seconds)],
    }),
  });
  const cached = searcher('cached', 'cached', 'ours cached');
  const { command, words } = cached.driver('rw', 2, cached.mode, 0);
  const hasCached = spawnSync(command, words).status === 0;
  return {
    ready: [searcher('exhaustive', 'search'), searcher('check', 'check'), ...(hasCached ? [cached] : [])],
    absent: hasCached ? [] : [`${name}, cached: not measured, this version has no such search`],
  };
}

/** @returns {Prepared} */
function prepareOurs() {
  const build = runTool('typescript/bin/tsc', ['-b', 'tsconfig.src.json', '--pretty']);
  // What is measured against the others must be what the sources say: an old build would be worse than none.
  if (!build.ok) throw new Error(`The package does not build.\n${build.output}`);
  return ours(OURS, process.execPath, process.versions.node);
}

/** The executable itself, so that what starts it is not measured. @returns {Prepared} */
function prepareNewest() {
  const asked = spawnSync('npx', ['-y', '-p', `node@${NEWEST}`, 'node', '-p', 'process.execPath'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const node = asked.stdout?.trim() ?? '';
  if (asked.status !== 0 || !existsSync(node)) return { missing: `npm did not give Node ${NEWEST}` };
  return ours(OURS_NEWEST, node, NEWEST);
}

/**
 * A peer that is a crate, with a driver in bench/peers.
 * @param {string} id
 * @param {{ version: string, what: string, counts?: 'executions' | 'states', reduces?: boolean }} description
 * @returns {Prepared}
 */
function prepareCrate(id, { version, what, counts = 'executions', reduces = false }) {
  if (spawnSync('cargo', ['--version']).status !== 0) return { missing: 'no `cargo` on the PATH' };
  const target = join(built, 'cargo');
  // interweave asks for a newer Rust than it uses.
  const words = ['build', '--release', '--locked', '-j1', '--ignore-rust-version', '--quiet', '-p', `${id}-driver`];
  const build = spawnSync('cargo', [...words, '--target-dir', target], { cwd: peers, encoding: 'utf8' });
  if (build.status !== 0) {
    const reason = build.stderr.split('\n').find((line) => line.startsWith('error')) ?? 'no reason given';
    return { missing: `its driver does not build: ${reason}` };
  }
  const command = join(target, 'release', process.platform === 'win32' ? `${id}-driver.exe` : `${id}-driver`);
  /** @type {Searcher['driver']} */
  const driver = (program, size, mode, seconds) => ({
    command,
    words: [program, String(size), mode, String(seconds)],
  });
  return {
    ready: [{ id, row: id, title: `${id} ${version}, ${what}`, counts, reduces, mode: 'exhaustive', driver }],
  };
}

/** @returns {Prepared} */
function prepareSpin() {
  const asked = spawnSync('spin', ['-V'], { encoding: 'utf8' });
  if (asked.status !== 0) return { missing: 'no `spin` on the PATH (Debian: apt-get install spin)' };
  const version = /Version (\S+)/.exec(asked.stdout)?.[1] ?? '';
  /** @type {Searcher['driver']} */
  const driver = (program, size) => ({ command: buildVerifier(program, size), words: PAN, read: panReader() });
  return {
    ready: [
      {
        id: 'spin',
        row: 'spin',
        title: `SPIN ${version}`,
        counts: 'states',
        reduces: false,
        mode: 'exhaustive',
        driver,
      },
    ],
  };
}

/** Every state, deadlocks being no reason to stop, to a depth that none of the models has. */
const PAN = ['-c0', '-E', '-m10000'];

/**
 * A model becomes C, and that a program.
 * @param {string} program
 * @param {number} size
 */
function buildVerifier(program, size) {
  const folder = join(built, 'spin', `${program}-${size}`);
  mkdirSync(folder, { recursive: true });
  for (const [command, ...words] of [
    ['spin', '-a', `-DN=${size}`, join(peers, 'spin', `${program}.pml`)],
    ['cc', '-O2', '-DSAFETY', '-DMEMLIM=8192', '-w', '-o', 'pan', 'pan.c'],
  ]) {
    const built = spawnSync(command ?? '', words, { cwd: folder, encoding: 'utf8' });
    if (built.status !== 0)
      throw new Error(`SPIN's model of ${program} does not build.\n${built.stdout}${built.stderr}`);
  }
  return join(folder, 'pan');
}

/** The verifier says what it found in words, a figure a line, the time to a hundredth of a second. */
function panReader() {
  const patterns = {
    count: /^\s*(\d+) states, stored/,
    megabytes: /^\s*([\d.]+)\s+total actual memory usage/,
    seconds: /^pan: elapsed time ([\d.e+]+) seconds/,
  };
  let wholly = true;
  return (/** @type {string} */ line) => {
    const going = /States=\s*([\d.e+]+).*Memory=\s*([\d.]+)\s+t=\s*([\d.]+)/.exec(line);
    if (going !== null) return { count: Number(going[1]), megabytes: Number(going[2]), seconds: Number(going[3]) };
    // Out of memory or of depth: what follows are figures of a part.
    if (/reached -DMEMLIM|max search depth too small/.test(line)) {
      wholly = false;
      return { megabytes: Infinity };
    }
    for (const [figure, pattern] of Object.entries(patterns)) {
      const found = pattern.exec(line);
      if (found !== null)
        return { [figure]: Number(found[1]), ...(figure === 'seconds' && wholly ? { done: true } : {}) };
    }
    return undefined;
  };
}

/** @returns {Prepared} */
function prepareFastCheck() {
  const { version } = readJson(join(root, 'node_modules/fast-check/package.json'));
  /** @type {Searcher['driver']} */
  const driver = (program, size, mode, seconds) => ({
    command: process.execPath,
    words: [join(here, 'fast-check.mjs'), program, String(size), mode, String(seconds)],
  });
  const title = `fast-check ${version}, its scheduler`;
  return {
    ready: [{ id: 'fast-check', row: 'fast-check', title, counts: 'executions', reduces: false, mode: 'rate', driver }],
  };
}

/**
 * It is built from its repository, against LLVM, and is neither installed nor shipped from here.
 * @param {string} command
 * @returns {() => Prepared}
 */
function unavailable(command) {
  return () => ({
    missing: `crates.io, npm, PyPI and Debian have no package ${command}; it is built from its repository, against LLVM`,
  });
}

/** @type {readonly Contestant[]} */
export const contestants = [
  { id: OURS, name: 'happens-before', prepare: prepareOurs },
  {
    id: OURS_NEWEST,
    name: `happens-before on Node ${NEWEST}`,
    prepare: (mayInstall) => (mayInstall ? prepareNewest() : { missing: 'a quick run installs nothing' }),
  },
  {
    id: 'interweave',
    name: 'interweave',
    prepare: () => prepareCrate('interweave', { version: '0.1.0', what: 'optimal DPOR', reduces: true }),
  },
  { id: 'loom', name: 'loom', prepare: () => prepareCrate('loom', { version: '0.7.3', what: 'exhaustive' }) },
  {
    id: 'shuttle',
    name: 'shuttle',
    prepare: () => prepareCrate('shuttle', { version: '0.9.10', what: 'depth first' }),
  },
  { id: 'spin', name: 'SPIN', prepare: prepareSpin },
  {
    id: 'stateright',
    name: 'stateright',
    prepare: () => prepareCrate('stateright', { version: '0.31.0', what: 'depth first', counts: 'states' }),
  },
  { id: 'fast-check', name: 'fast-check', prepare: prepareFastCheck },
  { id: 'genmc', name: 'GenMC', prepare: unavailable('genmc') },
  { id: 'nidhugg', name: 'nidhugg', prepare: unavailable('nidhugg') },
];
