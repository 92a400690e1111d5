import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Trace } from '../../src/trace/trace.ts';
import { directoryOf, type Ended, hb, start } from './hb.ts';
import { counter, deadlock, handOver } from './programs.ts';

/** Runs `text` with a trace; what the run printed, where, and the trace. */
async function traced(text: string): Promise<{ run: Ended; directory: string; trace: Trace }> {
  const directory = directoryOf({ 'a.ts': text });
  const run = await start(directory, ['run', 'a.ts', '--trace', 'a.hb']).ended;
  return { run, directory, trace: JSON.parse(readFileSync(join(directory, 'a.hb'), 'utf8')) as Trace };
}

const note = 'note: these are the races of the order that was recorded; hb check finds those of every order';

const counterRaces = `race on x: nothing orders
  P  write  a.ts:6:13  and  Q  read   a.ts:9:28
  P  write  a.ts:6:13  and  Q  write  a.ts:9:13
  P  read   a.ts:6:28  and  Q  write  a.ts:9:13
`;

describe('hb run --trace, hb races', () => {
  test('finds in a real run the races of the counter, each once for a pair of lines', async () => {
    const { run, directory } = await traced(counter);
    expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(run.stdout).toMatch(/^returned (-1|0|1)\n$/);
    const { exit, stdout, stderr } = await start(directory, ['races', 'a.hb']).ended;
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
    expect(stdout).toBe(`race  ·  one real run  ·  a  ·  8 events\n\n${counterRaces}\n${note}\n`);
  });

  test('finds none where there is none', async () => {
    const { run, directory } = await traced(handOver);
    expect(run.stdout).toBe('returned "done"\n');
    const { exit, stdout, stderr } = await start(directory, ['races', 'a.hb', '--ascii']).ended;
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/^no race {2}\S+ {2}one real run {2}\S+ {2}a {2}\S+ {2}2 events\n\nnote: /);
  });

  test('says all lines of a race that has many', async () => {
    const writes = Array.from({ length: 5 }, () => '    await x.write(1);').join('\n');
    const program = `import { go, shared } from 'happens-before';
export default async function many(): Promise<void> {
  const x = shared(0, 'x');
  const write = async (): Promise<void> => {
${writes}
  };
  go('P', write);
  go('Q', write);
}
`;
    const { directory } = await traced(program);
    const { stdout } = await start(directory, ['races', 'a.hb']).ended;
    expect(stdout.split('\n').filter((line) => line.includes(' and '))).toHaveLength(15);
    expect(stdout).not.toContain('more');
  });

  test('reads a trace of the checker as well, and draws one of a real run', async () => {
    const { directory } = await traced(counter);
    await start(directory, ['check', 'a.ts', '--trace', 'checked.hb']).ended;
    const checked = await start(directory, ['races', 'checked.hb']).ended;
    expect(checked.exit).toBe(1);
    expect(checked.stdout).toContain('one checked execution');
    expect(checked.stdout).toMatch(/^ {2}P {2}\w+ +a\.ts:6:\d+ {2}and {2}Q {2}\w+ +a\.ts:9:\d+$/m);
    for (const [format, shape] of [
      ['mermaid', /^sequenceDiagram\n[\s\S]*Note over p1: read x = 0/],
      ['svg', /^<svg [\s\S]*read x = 0[\s\S]*<\/svg>\n$/],
    ] as const) {
      const drawn = await start(directory, ['export', 'a.hb', '--to', format]).ended;
      expect({ exit: drawn.exit, stderr: drawn.stderr }).toEqual({ exit: 0, stderr: '' });
      expect(drawn.stdout).toMatch(shape);
    }
  });

  test('the trace of a run that goes wrong says how', async () => {
    const stuck = await traced(deadlock);
    expect(stuck.run.exit).toBe(1);
    expect(stuck.run.stderr).toContain('can never go on');
    expect(stuck.trace.outcome).toBe('deadlocked');
    expect(stuck.trace.processes).toMatchObject([
      { name: 'main', end: 'waiting', waitingOn: 'join worker', site: 'a.ts:8:16' },
      { name: 'worker', end: 'waiting', waitingOn: 'send jobs', site: 'a.ts:6:16' },
    ]);
    const failed = await traced("export default async () => {\n  throw new TypeError('no');\n};\n");
    expect(failed.run.exit).toBe(1);
    expect(failed.trace).toMatchObject({ outcome: 'panicked TypeError: no', processes: [{ end: 'threw' }] });
    const left = await traced('export default async () => {\n  process.exit(3);\n};\n');
    expect({ exit: left.run.exit, outcome: left.trace.outcome }).toEqual({ exit: 3, outcome: 'exited' });
  });

  test('Ctrl-C ends a run with the trace so far', async () => {
    const directory = directoryOf({
      'a.ts': `import { sleep } from 'happens-before';
export default async () => {
  console.log('begun');
  for (;;) await sleep(1);
};
`,
    });
    const { child, ended } = start(directory, ['run', 'a.ts', '--trace', 'a.hb']);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const { exit, stderr } = await ended;
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: 'interrupted\n' });
    const trace = JSON.parse(readFileSync(join(directory, 'a.hb'), 'utf8')) as Trace;
    expect(trace.outcome).toBe('interrupted');
    expect(trace.events[0]).toMatchObject({ participants: [{ process: 0, operation: 'start' }] });
  });

  test('a place that cannot be written is said before the program runs', async () => {
    const run = await hb({ 'a.ts': "export default () => console.log('ran');\n" }, [
      'run',
      'a.ts',
      '--trace',
      'no/a.hb',
    ]);
    expect(run).toMatchObject({
      exit: 64,
      stdout: '',
      stderr: 'hb: cannot write no/a.hb: its directory does not exist; give a path that can be written\n',
    });
  });
});

const cure = 'give a file written by hb run --trace or hb check --trace';
const whole = { version: 1, program: 'a', schedule: '', outcome: '', processes: [], events: [] };
const event = { participants: [], after: [], effects: [] };

test.each([
  ['gone.hb', undefined, `cannot read bad.hb: it does not exist; ${cure}`],
  ['not JSON', 'x = 1', `bad.hb is not a trace: it is not JSON; ${cure}`],
  ['cut', '{"version":1,"program":"a","eve', `bad.hb is not a trace: it is not JSON; ${cure}`],
  ['a list', '[]', `bad.hb is not a trace: it is not an object; ${cure}`],
  [
    'another version',
    JSON.stringify({ ...whole, version: 2 }),
    'bad.hb has trace version 2, and this hb reads version 1; write it anew',
  ],
  [
    'no version',
    JSON.stringify({ ...whole, version: undefined }),
    'bad.hb has trace version none, and this hb reads version 1; write it anew',
  ],
  [
    'no processes',
    JSON.stringify({ ...whole, processes: 3 }),
    `bad.hb is not a trace: it has no list of processes; ${cure}`,
  ],
  [
    'an order that goes backwards',
    JSON.stringify({ ...whole, events: [event, { ...event, after: [1] }] }),
    `bad.hb is not a trace: event 1 comes after what is no earlier event; ${cure}`,
  ],
  [
    'a process that is not there',
    JSON.stringify({ ...whole, events: [{ ...event, participants: [{ process: 0, operation: 'read' }] }] }),
    `bad.hb is not a trace: event 0 is of a process that is not there; ${cure}`,
  ],
])('hb races says what is wrong with a file: %s', async (_, text, complaint) => {
  const directory = directoryOf({});
  if (text !== undefined) writeFileSync(join(directory, 'bad.hb'), text);
  expect(existsSync(join(directory, 'bad.hb'))).toBe(text !== undefined);
  const { exit, stdout, stderr } = await start(directory, ['races', 'bad.hb']).ended;
  expect({ exit, stdout, stderr }).toEqual({ exit: 64, stdout: '', stderr: `hb: ${complaint}\n` });
});
