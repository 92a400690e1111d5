import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { directoryOf, type Ended, start } from './hb.ts';
import { big, counter } from './programs.ts';

/** The reader looks for the last zero of an array from its end while others fill it: (n + 3) 2^(n − 2) traces, here 704. */
const lastZero = `import { go, shared } from 'happens-before';

export default async function lastZero() {
  const cells = Array.from({ length: 9 }, (_, i) => shared(0, \`a[\${i}]\`));
  const processes = [
    go('reader', async () => {
      let i = 8;
      while ((await cells[i].read()) !== 0) i--;
    }),
    ...cells.slice(1).map((cell, i) => go(\`writer \${i}\`, async () => cell.write((await cells[i].read()) + 1))),
  ];
  for (const process of processes) await process.join();
}
`;

function reportOf({ stdout, stderr, exit }: Ended): Report {
  expect({ stderr, exit }).toEqual({ stderr: '', exit: 1 });
  return JSON.parse(stdout) as Report;
}

/** What does not depend on which of several equally small executions was seen first. */
function found({ executions, outcomes, findings, certainty, verdict }: Report): unknown {
  const kinds = findings.map((finding) => JSON.stringify({ ...finding, schedule: '' })).sort();
  return { executions, certainty, verdict, kinds, outcomes: outcomes.map((one) => ({ ...one, schedule: '' })) };
}

test('threads that share a search find what one finds', async () => {
  const directory = directoryOf({ 'a.ts': lastZero });
  const one = reportOf(await start(directory, ['check', 'a.ts', '--json']).ended);
  const two = reportOf(await start(directory, ['check', 'a.ts', '--json', '--workers', '2']).ended);
  expect(one.executions).toBe(704);
  expect(found(two)).toEqual(found(one));
});

test('a search that is over at once is not shared', async () => {
  const run = await start(directoryOf({ 'a.ts': counter }), ['check', 'a.ts', '--json', '--workers', '3']).ended;
  expect(reportOf(run)).toMatchObject({ executions: 4, redundant: 0 });
});

test('a budget ends a search that is shared', async () => {
  const args = ['check', 'a.ts', '--json', '--workers', '2', '--budget-executions', '3000'];
  const report = reportOf(await start(directoryOf({ 'a.ts': big }), args).ended);
  expect(report.certainty).toBe('bounded');
  expect(report.executions).toBeGreaterThanOrEqual(3000);
  expect(report.executions).toBeLessThan(3500);
  expect(report.estimate?.executions).toBeGreaterThan(3500);
});

test('Ctrl-C ends a search that is shared', async () => {
  const call = start(directoryOf({ 'a.ts': big }), ['check', 'a.ts', '--json', '--workers', '2']);
  setTimeout(() => call.child.kill('SIGINT'), 4000);
  const report = reportOf(await call.ended);
  expect(report).toMatchObject({ verdict: 'race', certainty: 'bounded' });
  expect(report.executions).toBeGreaterThan(500);
});

test('a thread that fails is our bug, said with its message, and nothing waits for it', async () => {
  const program = `import { isMainThread } from 'node:worker_threads';
if (!isMainThread) process.reallyExit(3);
${big}`;
  const run = await start(directoryOf({ 'a.ts': program }), ['check', 'a.ts', '--workers', '2']).ended;
  expect(run.exit).toBe(70);
  expect(run.stderr).toContain('this is a bug of hb, not of your program');
  expect(run.stderr).toContain('a thread of the search ended');
});

test('a search is kept in a file, refused when it is another one, and gone on with', async () => {
  const directory = directoryOf({ 'a.ts': lastZero, 'b.ts': counter, 'kept.json': '{"format":"other"}' });
  const hb = (...args: string[]): Promise<Ended> => start(directory, ['check', ...args, '--json']).ended;
  const one = reportOf(await hb('a.ts'));
  const refused = await hb('a.ts', '--resume', 'kept.json');
  expect(refused).toMatchObject({
    exit: 64,
    stderr: 'hb: kept.json is no search that hb kept, or was changed since; give another file, or remove it\n',
  });
  const part = reportOf(await hb('a.ts', '--resume', 'search.json', '--budget-executions', '400'));
  expect(part.notes.join()).toContain('the search was kept in search.json');
  expect(part.estimate?.explored).toBeGreaterThan(0);
  expect(readFileSync(join(directory, 'search.json'), 'utf8')).toContain('"happens-before search"');
  expect((await hb('b.ts', '--resume', 'search.json')).stderr).toContain('search.json is of another program');
  const whole = reportOf(await hb('a.ts', '--resume', 'search.json'));
  expect(found(whole)).toEqual(found(one));
  expect(whole.redundant).toBe(one.redundant);
  expect(whole.notes.join()).toContain('nothing is left to resume');
});
