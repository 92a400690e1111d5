import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { type Ended, hb } from './hb.ts';

// The command with programs of nodes: models by flags, and files whose nodes are made as they are evaluated.
const nodes = `import { after, asynchronous, node, select } from 'happens-before';
export const model = asynchronous({ loss: 1 });
node<number>('Q', async (self) => {
  for await (const { from, body } of self.inbox) await self.send(from, body + 1);
});
node<number>('P', async (self) => {
  await self.send('Q', 41);
  const got = await select({ reply: self.inbox, late: after(100) });
  return got.case;
});
`;
const files = { 'a.ts': nodes };

function report(run: Ended): Report {
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Report;
}

async function check(...flags: string[]): Promise<Report> {
  return report(await hb(files, ['check', 'a.ts', '--json', ...flags]));
}

describe('a file of nodes without a default export', () => {
  test('is checked under the model that it exports', async () => {
    const { notes, executions, certainty } = await check();
    expect({ notes, executions, certainty }).toEqual({
      notes: ['the model is asynchronous({ loss: 1 })'],
      executions: 4,
      certainty: 'exhaustive',
    });
  });

  test('is no file without nodes', async () => {
    const run = await hb({ 'a.ts': 'export const one = 1;\n' }, ['check', 'a.ts']);
    expect(run.exit).toBe(64);
    expect(run.stderr).toContain('has no default export');
  });
});

describe('flags', () => {
  test('say more, or less, than the file does', async () => {
    expect((await check('--loss', '0')).executions).toBe(2);
    expect((await check('--crashes', '1', '--order', 'none')).notes).toEqual([
      "the model is asynchronous({ loss: 1, crashes: 1, order: 'none' })",
    ]);
    expect((await check('--model', 'asynchronous')).executions).toBe(2);
    expect((await check('--model', '{"kind":"asynchronous","duplication":1}')).executions).toBe(6);
  });

  test.each([
    [['--loss', 'some'], 'hb: --loss is "some"; give a whole number, 0 or more'],
    [['--order', 'any'], "hb: asynchronous: order is any; it can be 'none', 'fifo' or 'causal'"],
    [['--model', 'sometimes'], 'hb: --model is "sometimes"; give asynchronous, or JSON such as'],
    [['--model', '{"kind":"sequential"}'], 'hb: --model: '],
  ])('that make no sense are refused in one sentence: %j', async (flags, message) => {
    const run = await hb(files, ['check', 'a.ts', ...flags]);
    expect(run.exit).toBe(64);
    expect(run.stderr.startsWith(message), run.stderr).toBe(true);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('go with a schedule: replayed under its model, refused under another', async () => {
    const { outcomes } = await check('--crashes', '1');
    const schedule = outcomes.find(({ value }) => JSON.stringify(value)?.includes('crashed'))?.schedule ?? '';
    const replayed = await hb(files, ['replay', 'a.ts', schedule, '--crashes', '1']);
    expect({ exit: replayed.exit, stderr: replayed.stderr }).toEqual({ exit: 0, stderr: '' });
    const other = await hb(files, ['replay', 'a.ts', schedule]);
    expect(other.exit).toBe(64);
    expect(other.stderr).toContain('the schedule is one of the model asynchronous({ loss: 1, crashes: 1 })');
  });

  test('go to the threads that share a search', async () => {
    const alone = await check('--crashes', '1', '--duplication', '1');
    const shared = await check('--crashes', '1', '--duplication', '1', '--workers', '2');
    const ends = ({ outcomes }: Report): string[] => outcomes.map(({ value }) => JSON.stringify(value)).sort();
    expect(ends(shared)).toEqual(ends(alone));
    expect(shared.executions).toBe(alone.executions);
  });
});
