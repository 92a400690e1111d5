import { describe, expect, test } from 'vitest';
import { hb } from './hb.ts';
import { counter, deadlock, handOver, leak } from './programs.ts';

describe('hb run', () => {
  test('prints what the program returned', async () => {
    const run = await hb({ 'a.ts': handOver }, ['run', 'a.ts']);
    expect({ exit: run.exit, stdout: run.stdout, stderr: run.stderr }).toEqual({
      exit: 0,
      stdout: 'returned "done"\n',
      stderr: '',
    });
  });

  test('prints what the program prints, before', async () => {
    const run = await hb({ 'a.ts': "export default async () => console.log('hello');\n" }, ['run', 'a.ts']);
    expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 0, stdout: 'hello\nreturned undefined\n' });
  });

  test('runs for real', async () => {
    const run = await hb({ 'a.ts': counter }, ['run', 'a.ts']);
    expect(run.exit).toBe(0);
    expect(run.stdout).toMatch(/^returned (-1|0|1)\n$/);
    const program = `import { after, select, chan } from 'happens-before';
export default async () => {
  const begun = performance.now();
  const chosen = await select({ never: chan<number>(), late: after(60) });
  return [chosen.case, performance.now() - begun >= 55];
};
`;
    expect((await hb({ 'a.ts': program }, ['run', 'a.ts'])).stdout).toBe('returned ["late", true]\n');
  });

  test('waits for what is not ours', async () => {
    const program = `import { readFile } from 'node:fs/promises';
export default async () => (await readFile(new URL(import.meta.url), 'utf8')).slice(0, 6);
`;
    expect((await hb({ 'a.ts': program }, ['run', 'a.ts'])).stdout).toBe('returned "import"\n');
  });

  test('names a process that ends in an error nobody joins, with the line', async () => {
    const program = `import { go, sleep } from 'happens-before';
export default async function main(): Promise<void> {
  go('worker', async () => {
    await sleep(1);
      throw new TypeError('no such job');
  });
  await sleep(50);
}
`;
    const run = await hb({ 'a.ts': program }, ['run', 'a.ts']);
    expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 1, stdout: '' });
    expect(run.stderr).toContain('worker');
    expect(run.stderr).toContain('TypeError: no such job');
    expect(run.stderr).toContain('a.ts:5:13');
  });

  test('names main when it is main', async () => {
    const program = "export default async function main() {\n  throw 'text';\n}\n";
    const run = await hb({ 'a.ts': program }, ['run', 'a.ts']);
    expect(run.exit).toBe(1);
    expect(run.stderr).toContain('main');
    expect(run.stderr).toContain('text');
  });

  test('says what each process waits for when the program can never go on', async () => {
    const run = await hb({ 'a.ts': deadlock }, ['run', 'a.ts']);
    expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 1, stdout: '' });
    expect(run.stderr).toContain('can never go on');
    expect(run.stderr).toMatch(/main +join worker +a\.ts:8:16/);
    expect(run.stderr).toMatch(/worker +send jobs +a\.ts:6:16/);
  });

  test('also when it waits for a promise nothing settles', async () => {
    const program = 'export default async function main() {\n  await new Promise(() => undefined);\n}\n';
    const run = await hb({ 'a.ts': program }, ['run', 'a.ts']);
    expect(run.exit).toBe(1);
    expect(run.stderr).toContain('can never go on');
    expect(run.stderr).toContain('main');
  });

  test('notes the processes that main left waiting, and is content', async () => {
    const run = await hb({ 'a.ts': leak }, ['run', 'a.ts']);
    expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 0, stdout: 'returned 5\n' });
    expect(run.stderr).toMatch(/worker +send jobs +a\.ts:6:16/);
  });

  test('says nothing of an owner in the background', async () => {
    const program = leak.replace('  });\n  return', '  }, { background: true });\n  return');
    const run = await hb({ 'a.ts': program }, ['run', 'a.ts']);
    expect({ exit: run.exit, stdout: run.stdout, stderr: run.stderr }).toEqual({
      exit: 0,
      stdout: 'returned 5\n',
      stderr: '',
    });
  });

  test('shows the user their own lines in a stack they print', async () => {
    const program = "export default async function main() {\n  console.log(new Error('here').stack);\n}\n";
    const run = await hb({ 'a.ts': program }, ['run', 'a.ts']);
    expect(run.stdout).toMatch(/at main \(.*a\.ts:2:15\)/);
  });
});
