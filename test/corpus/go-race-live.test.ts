import { afterAll, describe, expect, test } from 'vitest';
import { recorded } from '../live/recorded.ts';
import { labelled } from './go-race/labelled.ts';
import { programs } from './go-race/programs.ts';

// The labelled programs of Go's race detector suite, each run once for real with a trace. One order shows some of the races
// there are, and which it shows is printed, not demanded; what it shows must be a race.

interface LiveRow {
  readonly test: string;
  readonly program: () => Promise<unknown>;
  /** All objects that race in it, in some execution. */
  readonly races: readonly string[];
}

const rows: readonly LiveRow[] = [...programs].flatMap(([file, tests]) =>
  [...tests].map(([name, program]) => ({ test: name, program, races: labelled[file]?.[name] ?? [] })),
);

/** The longest that a program may take, in milliseconds; the suite's own timers are set to seconds. */
const patience = 8000;

const shown: string[] = [];
const hidden: string[] = [];

describe('one real run with a trace', () => {
  test.each(rows)('$test', { timeout: 2 * patience }, async ({ test: name, program, races }) => {
    const { outcome, races: found, trace } = await recorded(program, patience);
    expect(outcome).not.toBe('never ended');
    expect(trace.events.length).toBeGreaterThan(1);
    const racing = [...new Set(found.map(({ object }) => object))];
    // Of several objects with one name all but the first are numbered.
    for (const object of racing) expect(races, 'a false alarm').toContain(object.replace(/#\d+$/, ''));
    if (races.length > 0) (racing.length > 0 ? shown : hidden).push(name);
  });
});

test('every program was run, and a real run can show a race', () => {
  expect(shown.length + hidden.length).toBe(rows.filter(({ races }) => races.length > 0).length);
  expect(shown.length).toBeGreaterThan(0);
});

afterAll(() => {
  console.info(
    [
      `${rows.length} programs, each run once for real: ${shown.length} of ${shown.length + hidden.length} that race show a race`,
      `not shown: ${hidden.join(', ') || 'none'}`,
    ].join('\n'),
  );
});
