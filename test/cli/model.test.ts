import { expect, test } from 'vitest';
import type { Difference } from '../../src/report/difference.ts';
import type { Report } from '../../src/report/report.ts';
import { directoryOf, hb, start } from './hb.ts';

// A program says under which model it is to be checked, and all commands keep to it.

const timed = (
  model: string,
): string => `import { after, asynchronous, choose, select, synchronous } from 'happens-before';

export const model = ${model};

export default async function timed(): Promise<string> {
  const patience = await choose(100, 300);
  const late = after(patience);
  const got = await select({ answer: after(200), late });
  return \`\${patience} \${got.case}\`;
}
`;
const synchronous = 'synchronous({ delay: [0, 0], step: [0, 0] })';

async function checked(directory: string): Promise<Report> {
  return JSON.parse((await start(directory, ['check', 'timed.ts', '--json']).ended).stdout) as Report;
}

test('hb check, hb replay and hb why run a program under the model that it exports', async () => {
  const directory = directoryOf({ 'timed.ts': timed(synchronous) });
  const report = await checked(directory);
  expect(report.outcomes.map(({ value }) => value).sort()).toEqual(['100 late', '300 answer']);
  expect(report.certainty).toBe('exhaustive');
  expect(report.notes).toContain(`the model is ${synchronous}: time passes only when nothing else can happen`);
  const schedules = report.outcomes.map(({ schedule }) => schedule);
  const replayed = await start(directory, ['replay', 'timed.ts', schedules[0] ?? '']).ended;
  expect({ exit: replayed.exit, last: replayed.stdout.trimEnd().split('\n').at(-1) }).toEqual({
    exit: 0,
    last: `returned "${String(report.outcomes[0]?.value)}"`,
  });
  const why = await start(directory, ['why', 'timed.ts', ...schedules, '--json']).ended;
  expect(why.exit).toBe(0);
  expect((JSON.parse(why.stdout) as Difference).equivalent).toBe(false);
});

test('a schedule of another model is refused', async () => {
  const { outcomes } = await checked(directoryOf({ 'timed.ts': timed(synchronous) }));
  const other = directoryOf({ 'timed.ts': timed('asynchronous({})') });
  const run = await start(other, ['replay', 'timed.ts', outcomes[0]?.schedule ?? '']).ended;
  expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 64, stdout: '' });
  expect(run.stderr).toContain(`the schedule is one of the model ${synchronous}`);
});

test('threads that share a search keep to the model too', async () => {
  const order = `import { chan, go, sleep, synchronous } from 'happens-before';
export const model = ${synchronous};
export default async function order(): Promise<string> {
  const woken = chan<number>(4, 'woken');
  const seen = chan<number>(Infinity, 'seen');
  for (let at = 0; at < 4; at++) go(async () => {
    await seen.send(at);
    await seen.send(at);
    await sleep(at + 1);
    await woken.send(at);
  });
  let order = '';
  for (let at = 0; at < 4; at++) order += String(await woken.receive());
  return order;
}
`;
  const run = await hb({ 'order.ts': order }, ['check', 'order.ts', '--json', '--workers', '2']);
  const report = JSON.parse(run.stdout) as Report;
  expect(report.outcomes.map(({ value }) => value)).toEqual(['0123']);
  // The orders of the sends, which conflict: two of each process.
  expect(report.executions).toBe(2520);
});

test.each([
  ['synchronous({ delay: [1, 3], step: [0, 0] })', /^hb: the export model: .* are all that is supported so far/],
  ["{ kind: 'sequential' }", /^hb: the export model: \{"kind":"sequential"\} is no model/],
])('the model %s is refused', async (model, complaint) => {
  const run = await hb({ 'timed.ts': timed(model) }, ['check', 'timed.ts']);
  expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 64, stdout: '' });
  expect(run.stderr).toMatch(complaint);
});
