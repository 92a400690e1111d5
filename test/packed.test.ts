// The package as its users get it: packed, installed into a project elsewhere, and used from there.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './source-files.ts';

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly all: string;
}

const SET_UP_MS = 240_000;
const STEP_MS = 90_000;

let project = '';
let packed: readonly string[] = [];

function run(cwd: string, command: string, ...parameters: string[]): Result {
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    cwd,
    encoding: 'utf8',
    timeout: STEP_MS,
    env: { ...environmentOfUser(), NO_COLOR: '1' },
    shell: process.platform === 'win32',
  });
  return { status, stdout, all: `${stdout}${stderr}` };
}

/** Vitest and npm leave settings in the environment that a user's shell doesn't have. */
function environmentOfUser(): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean => /^(?:VITEST|npm_(?!config_)|NODE_ENV$|NODE_OPTIONS$|TEST$)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}

function mustRun(cwd: string, command: string, ...parameters: string[]): Result {
  const result = run(cwd, command, ...parameters);
  if (result.status !== 0) throw new Error(`${command} ${parameters.join(' ')} failed:\n${result.all}`);
  return result;
}

function write(name: string, text: string): void {
  writeFileSync(join(project, name), text);
}

/** Runs a module in the project and reads what it prints as JSON. */
function evaluate(source: string): unknown {
  const { stdout } = mustRun(project, process.execPath, '--input-type=module', '--eval', source);
  return JSON.parse(stdout);
}

function exportsOf(entry: string): unknown {
  return evaluate(`console.log(JSON.stringify(Object.keys(await import('${entry}')).sort()))`);
}

beforeAll(() => {
  mustRun(root, process.execPath, 'node_modules/typescript/bin/tsc', '-b', 'tsconfig.src.json');
  project = mkdtempSync(join(tmpdir(), 'happens-before-packed-'));
  const { stdout } = mustRun(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
  const [tarball] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  packed = tarball.files.map(({ path }) => path);

  const { devDependencies: pins } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<'vitest' | 'typescript' | '@types/node', string>;
  };
  const manifest = {
    name: 'sample',
    private: true,
    type: 'module',
    dependencies: { 'happens-before': `file:${tarball.filename}` },
    devDependencies: { vitest: pins.vitest, typescript: pins.typescript, '@types/node': pins['@types/node'] },
  };
  write('package.json', JSON.stringify(manifest));
  mustRun(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
  for (const name of ['counter', 'counter-mutex']) {
    copyFileSync(join(root, `examples/${name}.ts`), join(project, `${name}.ts`));
  }
}, SET_UP_MS);

afterAll(() => {
  if (project !== '') rmSync(project, { recursive: true, force: true });
});

describe('the tarball', () => {
  it('holds what is published and nothing else', () => {
    expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/cli/main.js']));
    const strays = packed.filter((path) => !/^(?:dist|docs|schema)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(path));
    expect(strays).toEqual([]);
  });

  it('has no module whose source is gone', () => {
    const modules = packed.filter((path) => /^dist\/.*\.js$/.test(path));
    expect(modules.length).toBeGreaterThan(0);
    const stale = modules.filter((path) => !existsSync(join(root, path.replace(/^dist/, 'src').replace(/js$/, 'ts'))));
    expect(stale).toEqual([]);
  });
});

describe('an import', { timeout: STEP_MS }, () => {
  it.each([
    [
      'happens-before',
      ['Cond', 'Mutex', 'Once', 'RWMutex', 'Semaphore', 'WaitGroup', 'after', 'atomic', 'cancellation', 'chan'],
    ],
    ['happens-before', ['checkpoint', 'choose', 'every', 'go', 'mark', 'never', 'select', 'shared', 'sleep', 'timer']],
    ['happens-before/check', ['check']],
  ])('of %s gives %j', (entry, names) => {
    expect(exportsOf(entry)).toEqual(expect.arrayContaining(names));
  });

  it('of happens-before/trace gives something', () => {
    expect(exportsOf('happens-before/trace')).not.toEqual([]);
  });

  it('of happens-before/schema.json gives the schema of the report', () => {
    const file = "new URL(import.meta.resolve('happens-before/schema.json'))";
    const source = `import { readFileSync } from 'node:fs'; console.log(readFileSync(${file}, 'utf8'))`;
    expect(evaluate(source)).toHaveProperty('$schema');
  });

  it.each([
    'happens-before/internal/kernel/channel.js',
    'happens-before/dist/kernel/channel.js',
    'happens-before/kernel/channel',
  ])('of the internal %s is refused', (name) => {
    const source = `console.log(JSON.stringify(await import('${name}').then(() => 'loaded', (error) => error.code)))`;
    expect(evaluate(source)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('runs a program for real', () => {
    const source = `
      import { chan, go } from 'happens-before';
      const answers = chan();
      go('worker', () => answers.send(42));
      console.log(await answers.receive());`;
    expect(evaluate(source)).toBe(42);
  });
});

describe('the command', { timeout: STEP_MS }, () => {
  it('finds the race of the counter', () => {
    const { status, stdout, all } = run(project, 'npx', 'hb', 'check', 'counter.ts', '--json');
    expect(status, all).toBe(1);
    const report = JSON.parse(stdout) as { verdict: string; outcomes: { value: number }[] };
    expect(report.verdict).toBe('race');
    expect(report.outcomes.map(({ value }) => value).sort((a, b) => a - b)).toEqual([-1, 0, 1]);
  });

  it('finds nothing in the counter with a mutex', () => {
    const { status, all } = run(project, 'npx', 'hb', 'check', 'counter-mutex.ts');
    expect(status, all).toBe(0);
  });

  it('runs the counter for real', () => {
    const { status, all } = run(project, 'npx', 'hb', 'run', 'counter.ts');
    expect(status, all).toBe(0);
  });
});

describe('the matchers', { timeout: STEP_MS }, () => {
  const testFile = (program: string, assertion: string): string => `
    import { expect, it } from 'vitest';
    import 'happens-before/vitest';
    import program from './${program}.ts';
    it('${assertion}', async () => { await expect(program)${assertion}; });`;

  const runSample = (program: string, assertion: string): Result => {
    write('sample.test.ts', testFile(program, assertion));
    return run(project, 'npx', 'vitest', 'run', 'sample.test.ts');
  };

  it.each(['.toAlwaysReturn(0)', '.toBeRaceFree()', '.toPass()', '.not.toAlwaysReturn(1)'])(
    '%s passes for the counter with a mutex',
    (assertion) => {
      const { status, all } = runSample('counter-mutex', assertion);
      expect(status, all).toBe(0);
      expect(all).toMatch(/Tests\s+1 passed/);
    },
  );

  it.each(['.toAlwaysReturn(0)', '.toBeRaceFree()', '.toPass()'])(
    '%s fails for the counter and prints the report and a schedule',
    (assertion) => {
      const { status, all } = runSample('counter', assertion);
      expect(status, all).toBe(1);
      expect(all).toMatch(/Tests\s+1 failed/);
      expect(all).toMatch(/race/);
      expect(all).toMatch(/counter\.ts:\d+:\d+/);
      expect(all).toMatch(/replay/);
    },
  );
});

describe('the types', { timeout: STEP_MS }, () => {
  const options = [
    '--strict',
    '--noEmit',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
    '--types',
    'node',
  ];

  const compile = (text: string): Result => {
    write('typed.ts', text);
    return run(project, 'npx', 'tsc', '--ignoreConfig', ...options, '--module', 'nodenext', 'typed.ts');
  };

  it('are found by a strict compiler', () => {
    const { status, stdout } = compile(`
      import { chan, go, type Process, type ReceiveChannel } from 'happens-before';
      import { check } from 'happens-before/check';
      import 'happens-before/vitest';
      const numbers = chan<number>(1, 'numbers');
      const out: ReceiveChannel<number> = numbers;
      const worker: Process<string> = go('worker', async () => \`\${await out.receive()}\`);
      const answer: string = await worker.join();
      const report = await check(async () => answer);
      const verdict: string = report.verdict;
      console.log(verdict);
      export {};`);
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('refuse a value of the wrong type', () => {
    const { status, all } = compile(`
      import { chan } from 'happens-before';
      await chan<number>().send('one');
      export {};`);
    expect(status).not.toBe(0);
    expect(all).toContain('typed.ts(3,');
  });
});
