import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryOf, start } from './hb.ts';
import { counter } from './programs.ts';

async function traced(): Promise<string> {
  const directory = directoryOf({ 'counter.ts': counter });
  await start(directory, ['check', 'counter.ts', '--trace', 'counter.hb']).ended;
  return directory;
}

test.each([
  ['mermaid', /^sequenceDiagram\n/],
  ['svg', /^(<\?xml[^\n]*\n)?<svg [\s\S]*<\/svg>\n$/],
])('hb export --to %s', async (format, shape) => {
  const directory = await traced();
  const printed = await start(directory, ['export', 'counter.hb', '--to', format]).ended;
  expect({ exit: printed.exit, stderr: printed.stderr }).toEqual({ exit: 0, stderr: '' });
  expect(printed.stdout).toMatch(shape);
  for (const process of ['P', 'Q']) expect(printed.stdout).toContain(process);
  const written = await start(directory, ['export', 'counter.hb', '--to', format, '-o', 'out']).ended;
  expect({ exit: written.exit, stdout: written.stdout }).toEqual({ exit: 0, stdout: '' });
  expect(readFileSync(join(directory, 'out'), 'utf8').trimEnd()).toBe(printed.stdout.trimEnd());
});

test('a trace with anything in it wrong is refused, not drawn', async () => {
  const directory = await traced();
  const whole = JSON.parse(readFileSync(join(directory, 'counter.hb'), 'utf8')) as { events: object[] };
  const cure = 'give a file written by hb run --trace or hb check --trace';
  const wrongs: [object, string][] = [
    [{ ...whole, processes: 'P' }, 'it has no list of processes'],
    [{ ...whole, outcome: 3 }, 'its outcome is no text'],
    [
      { ...whole, events: [{ participants: [{ process: 99, operation: 'read' }], after: [], effects: [] }] },
      'event 0 is of a process that is not there',
    ],
    [
      { ...whole, events: [{ participants: [], after: [0], effects: [] }] },
      'event 0 comes after what is no earlier event',
    ],
    [{ ...whole, events: [null, ...whole.events] }, 'event 0 is not an object'],
  ];
  for (const [wrong, fault] of wrongs) {
    writeFileSync(join(directory, 'wrong.hb'), JSON.stringify(wrong));
    const run = await start(directory, ['export', 'wrong.hb', '--to', 'svg']).ended;
    expect({ exit: run.exit, stdout: run.stdout }).toEqual({ exit: 64, stdout: '' });
    expect(run.stderr).toBe(`hb: wrong.hb is not a trace: ${fault}; ${cure}\n`);
  }
});
