import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { directoryOf, type Ended, hb, root, start } from './hb.ts';
import { big, counter, deadlock, handOver, leak } from './programs.ts';

function report(run: Ended): Report {
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Report;
}

function outcomes(run: Ended): unknown[] {
  return report(run).outcomes.map((outcome) => (outcome.kind === 'returned' ? outcome.value : outcome.kind));
}

describe('exit codes', () => {
  test('0 when all is as wanted', async () => {
    const run = await hb({ 'a.ts': handOver }, ['check', 'a.ts']);
    expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(run.stdout.split('\n')[0]).toMatch(/^ok\b/);
  });

  test.each([
    ['race', counter],
    ['deadlock', deadlock],
    ['leak', leak],
  ])('1 when something is found: %s', async (verdict, program) => {
    const run = await hb({ 'a.ts': program }, ['check', 'a.ts']);
    expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 1, stderr: '' });
    expect(run.stdout.split('\n')[0]?.startsWith(verdict), run.stdout).toBe(true);
  });

  test('1 when an outcome is not the one expected, 0 when all are', async () => {
    const files = { 'a.ts': handOver };
    const wrong = await hb(files, ['check', 'a.ts', '--expect', '{"returned":"lost"}', '--json']);
    expect({ exit: wrong.exit, verdict: report(wrong).verdict }).toEqual({ exit: 1, verdict: 'violation' });
    const right = await hb(files, ['check', 'a.ts', '--expect', '[{"returned":"done"},"deadlock"]', '--json']);
    expect({ exit: right.exit, verdict: report(right).verdict }).toEqual({ exit: 0, verdict: 'ok' });
    const one = await hb(files, ['check', 'a.ts', '--expect', 'one', '--json']);
    expect({ exit: one.exit, verdict: report(one).verdict }).toEqual({ exit: 0, verdict: 'ok' });
  });

  test('2 when the search is stopped before anything is found', async () => {
    const clean = big.replaceAll('shared(0, ', 'atomic(0, ').replaceAll('shared', 'atomic');
    const program = clean
      .replaceAll('x.write((await x.read()) + worker)', 'x.add(worker)')
      .replace('x.read()', 'x.load()');
    const call = start(directoryOf({ 'a.ts': program }), ['check', 'a.ts', '--json']);
    setTimeout(() => call.child.kill('SIGINT'), 2000);
    const run = await call.ended;
    expect({ exit: run.exit, verdict: report(run).verdict, certainty: report(run).certainty }).toEqual({
      exit: 2,
      verdict: 'undecided',
      certainty: 'bounded',
    });
  });

  test('70 when the fault is ours', async () => {
    const directory = directoryOf({ 'a.ts': handOver });
    cpSync(join(root, 'dist'), join(directory, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(directory, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    const broken =
      "export function checkSource() {\n  throw new Error('broken on purpose');\n}\nexport const replaySource = checkSource;\n";
    writeFileSync(join(directory, 'dist/check/check.js'), broken);
    const run = await start(directory, ['check', 'a.ts'], {}, join(directory, 'dist/cli/main.js')).ended;
    expect(run.exit).toBe(70);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('this is a bug of hb, not of your program');
    expect(run.stderr).toContain('broken on purpose');
  });
});

describe('the report', () => {
  test('has the races with both source lines, right to the column', async () => {
    const run = await hb({ 'src/counter.ts': counter }, ['check', 'src/counter.ts', '--json']);
    const sites = report(run).findings.map((finding) =>
      finding.kind === 'race'
        ? [finding.object, ...[finding.first, finding.second].map((each) => `${each.access} ${each.site}`).sort()]
        : [finding.kind],
    );
    expect(sites).toHaveLength(3);
    expect(sites).toEqual(
      expect.arrayContaining([
        ['x', 'read src/counter.ts:6:28', 'write src/counter.ts:9:13'],
        ['x', 'read src/counter.ts:9:28', 'write src/counter.ts:6:13'],
        ['x', 'write src/counter.ts:6:13', 'write src/counter.ts:9:13'],
      ]),
    );
  });

  test('is the same as JSON and as text', async () => {
    const directory = directoryOf({ 'counter.ts': counter });
    const text = await start(directory, ['check', 'counter.ts']).ended;
    const json = report(await start(directory, ['check', 'counter.ts', '--json']).ended);
    expect(json).toMatchObject({ version: 1, program: 'counter', verdict: 'race', certainty: 'exhaustive' });
    expect({ executions: json.executions, redundant: json.redundant }).toEqual({ executions: 4, redundant: 0 });
    for (const { schedule } of json.outcomes) expect(text.stdout).toContain(schedule);
  });

  test('has no escape codes and nothing around it on a pipe', async () => {
    const run = await hb({ 'counter.ts': counter }, ['check', 'counter.ts']);
    expect(run.stderr).toBe('');
    expect(run.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('is pure ASCII with --ascii, whatever the program is called and returns', async () => {
    const program = counter.replaceAll("'P'", "'π\\u001b[31m'").replace('return await x.read()', "return '→' as never");
    const run = await hb({ 'zähler.ts': program }, ['check', 'zähler.ts', '--ascii']);
    expect(run.exit).toBe(1);
    expect(run.stdout).not.toMatch(/[^\n -~]/);
  });

  test('comes whole, and only it, when the program prints', async () => {
    const noisy = handOver.replace(
      'const jobs',
      "console.log('noise');\n  console.error('noise');\n  process.stdout.write('noise');\n  const jobs",
    );
    const run = await hb({ 'a.ts': noisy }, ['check', 'a.ts', '--json']);
    expect(outcomes(run)).toEqual(['done']);
  });

  test('comes also when the program calls process.exit', async () => {
    const run = await hb({ 'a.ts': 'export default async () => process.exit(0);\n' }, ['check', 'a.ts', '--json']);
    expect(run.exit).toBe(1);
    expect(report(run).verdict).toBe('panic');
  });

  test('is not missed by a reader that leaves early', async () => {
    const call = start(directoryOf({ 'counter.ts': counter }), ['check', 'counter.ts']);
    call.child.stdout?.destroy();
    const run = await call.ended;
    expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 1, stderr: '' });
  });

  test('stops at the first finding when asked', async () => {
    const run = await hb({ 'big.ts': big }, ['check', 'big.ts', '--stop-at-first', '--json']);
    expect({ exit: run.exit, verdict: report(run).verdict }).toEqual({ exit: 1, verdict: 'race' });
  });

  test('says bounded when a budget ended the search', async () => {
    const args = ['check', 'big.ts', '--budget-executions', '10', '--json'];
    const run = report(await hb({ 'big.ts': big }, args));
    expect({ certainty: run.certainty, executions: run.executions }).toEqual({ certainty: 'bounded', executions: 10 });
    const timed = await hb({ 'big.ts': big }, ['check', 'big.ts', '--budget-ms', '300', '--json']);
    expect(report(timed).certainty).toBe('bounded');
    expect(report(timed).elapsedMs).toBeLessThan(2000);
  });
});

describe('programs as people write them', () => {
  test('in TypeScript, over several files', async () => {
    const files = {
      'main.ts': [
        "import { go, type Process } from 'happens-before';",
        "import type { Job } from './jobs/job.ts';",
        "import { make } from './jobs/make.js';",
        'declare const unused: string;',
        'export default async function main(): Promise<Job> {',
        "  const p: Process<Job> = go('maker', async () => make<Job>({ size: 2 } satisfies Job));",
        '  return (await p.join()) as Job;',
        '}',
      ].join('\n'),
      'jobs/job.ts': 'export interface Job {\n  readonly size: number;\n}\n',
      'jobs/make.ts': 'export function make<T>(value: T): T {\n  return { ...value };\n}\n',
    };
    expect(outcomes(await hb(files, ['check', 'main.ts', '--json']))).toEqual([{ size: 2 }]);
  });

  test.each(['a.ts', 'a.mts', 'a.js', 'a.mjs'])('in %s', async (name) => {
    const program = "import { go } from 'happens-before';\nexport default async () => go('p', () => 1).join();\n";
    expect(outcomes(await hb({ [name]: program }, ['check', name, '--json']))).toEqual([1]);
  });

  test('with state in a module, fresh for every execution, in imports too', async () => {
    const files = {
      'main.ts': counter
        .replace("from 'happens-before';", "from 'happens-before';\nimport { next } from './next.ts';\nlet runs = 0;")
        .replace('return await x.read()', 'await x.read();\n  runs += 1;\n  return runs * 10 + next()'),
      'next.ts': 'let last = 0;\nexport function next(): number {\n  last += 1;\n  return last;\n}\n',
    };
    const run = await hb(files, ['check', 'main.ts', '--json']);
    expect(outcomes(run)).toEqual([11]);
    expect(report(run).executions).toBe(4);
  });

  test('that know where they are', async () => {
    const files = {
      'main.ts': "import { near } from './near/near.ts';\nexport default async () => [import.meta.url, near];\n",
      'near/near.ts': 'export const near: string = import.meta.url;\n',
    };
    const [urls] = outcomes(await hb(files, ['check', 'main.ts', '--json'])) as [string[]];
    expect(urls[0]).toMatch(/^file:.*\/main\.ts$/);
    expect(urls[1]).toMatch(/^file:.*\/near\/near\.ts$/);
  });

  test('several in one file, told apart by --export', async () => {
    const files = { 'two.ts': 'export const one = async () => 1;\nexport async function two() {\n  return 2;\n}\n' };
    const run = await hb(files, ['check', 'two.ts', '--export', 'two', '--json']);
    expect(outcomes(run)).toEqual([2]);
    expect(report(run).program).toBe('two');
  });

  test('with what they expect said beside them', async () => {
    const files = { 'a.ts': `${counter}\nexport const expect = { returned: 0 };\n` };
    const own = report(await hb(files, ['check', 'a.ts', '--json']));
    expect(own.verdict).toBe('violation');
    const args = ['check', 'a.ts', '--json', '--expect', '[{"returned":0},{"returned":1},{"returned":-1}]'];
    expect(report(await hb(files, args)).verdict).toBe('race');
  });

  test('that fail where their line says', async () => {
    const program = "export default async function bad() {\n  await null;\n    throw new TypeError('no');\n}\n";
    const run = report(await hb({ 'a.ts': program }, ['check', 'a.ts', '--json']));
    expect(run.findings).toMatchObject([{ kind: 'panic', error: 'TypeError: no', site: 'a.ts:3:11' }]);
  });

  test('that fail as they are loaded', async () => {
    const program = "throw new TypeError('early');\nexport default async () => 1;\n";
    const run = await hb({ 'a.ts': program }, ['check', 'a.ts', '--json']);
    expect(report(run).findings).toMatchObject([{ kind: 'panic', error: 'TypeError: early', site: 'a.ts:1:7' }]);
  });

  test('returning what JSON lacks, and expecting it', async () => {
    const files = { 'a.ts': 'export default async () => undefined;\n' };
    const run = await hb(files, ['check', 'a.ts', '--json', '--expect', '{"returned":{"$":"undefined"}}']);
    expect({ exit: run.exit, outcomes: outcomes(run) }).toEqual({ exit: 0, outcomes: [{ $: 'undefined' }] });
  });
});

test('--trace writes the first witness, or an execution when nothing is wrong', async () => {
  const directory = directoryOf({ 'counter.ts': counter, 'hand-over.ts': handOver });
  for (const name of ['counter', 'hand-over']) {
    await start(directory, ['check', `${name}.ts`, '--trace', `${name}.hb`]).ended;
    const trace = JSON.parse(readFileSync(join(directory, `${name}.hb`), 'utf8')) as Trace;
    expect({ version: trace.version, program: trace.program }).toEqual({ version: 1, program: name });
    expect(trace.events.length).toBeGreaterThan(0);
  }
});

test('costs under half a second of process time for the counter', async () => {
  const directory = directoryOf({ 'counter.ts': counter });
  // The children of the bundler are not counted by the process itself, so the shell's own clock is asked.
  const main = join(root, 'dist/cli/main.js');
  const measure = `"${process.execPath}" "${main}" check counter.ts > /dev/null; times`;
  const times =
    execFileSync('sh', ['-c', measure], { cwd: directory, encoding: 'utf8' }).trim().split('\n').at(-1) ?? '';
  const seconds = [...times.matchAll(/(\d+)m([\d.]+)s/g)].map((match) => Number(match[1]) * 60 + Number(match[2]));
  expect(seconds).toHaveLength(2);
  expect(seconds.reduce((sum, each) => sum + each, 0)).toBeLessThan(0.5);
});
