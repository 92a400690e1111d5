import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { atomic, chan, go, mark, select, shared } from 'happens-before';
import { describe, expect, test } from 'vitest';
import '../../src/entry/vitest.ts';
import type { CheckOptions, Property, PropertyFinding, Report } from '../../src/entry/check.ts';
import { always, check, eventually, linearizable, PropertyError, refines, replay } from '../../src/entry/check.ts';
import { renderReport } from '../../src/report/text.ts';

const schema: unknown = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'));
const isReport = new Ajv2020({ strict: false }).compile(schema as object);

const below = always('x below 2', ({ value }) => Number(value('x')) < 2);

async function increments(): Promise<void> {
  const x = atomic(0, 'x');
  const y = atomic(0, 'y');
  for (const name of ['P', 'Q', 'R']) {
    go(name, async () => {
      await y.add(1);
      await x.add(1);
    });
  }
}

function findingOf({ findings }: Report): PropertyFinding {
  const found = findings.find((finding): finding is PropertyFinding => 'property' in finding);
  if (found === undefined) throw new Error('no property failed');
  return found;
}

describe('the report of properties', () => {
  test('has a violation with the shortest beginning that shows it, and says what held', async () => {
    const held = eventually('x is 3', ({ value }) => value('x') === 3);
    const report = await check(increments, { properties: [below, held] });
    expect([report.verdict, report.certainty, report.findings.length]).toEqual(['violation', 'exhaustive', 1]);
    expect(isReport(JSON.parse(JSON.stringify(report))), JSON.stringify(isReport.errors)).toBe(true);
    expect(report.properties).toEqual(['always x below 2', 'eventually x is 3']);
    const { property, message, schedule } = findingOf(report);
    expect([property, message]).toEqual(['always x below 2', 'false where x is 2']);
    // Two processes, each with its start and both its steps, one after the other; and main's start.
    const { events } = await replay(increments, schedule);
    const operations = events.map(({ participants }) => participants[0]?.operation);
    expect(operations.join(' ')).toBe('start start add add start add add');
    const text = renderReport(report, [], { width: 100, color: (_color, given) => given, ascii: false });
    expect(text).toContain('violation: always x below 2 does not hold\n  false where x is 2');
    expect(text).toContain('\neventually x is 3 holds\n');
  });

  test('is one finding for a property, whatever else is found', async () => {
    const program = async (): Promise<void> => {
      const x = shared(0, 'x');
      go('P', () => x.write(2));
      go('Q', () => x.write(3));
      await chan().receive();
    };
    const report = await check(program, { properties: [below] });
    expect(report.verdict).toBe('deadlock');
    expect(report.findings.map(({ kind }) => kind).sort()).toEqual(['deadlock', 'race', 'violation']);
  });

  test('says how sure it is under strategies that do not cover everything', async () => {
    const fine = always('fine', ({ value }) => Number(value('x')) < 4);
    const certainty = async (options: CheckOptions): Promise<unknown[]> => {
      const report = await check(increments, { ...options, properties: [fine] });
      return [report.verdict, report.certainty];
    };
    expect(await certainty({ strategy: 'random', budget: { executions: 5 } })).toEqual(['ok', 'sampled']);
    expect(await certainty({ strategy: { 'preemption-bounded': { bound: 0 } } })).toEqual(['ok', 'bounded']);
    expect(await certainty({ strategy: { exhaustive: 'naive' } })).toEqual(['ok', 'exhaustive']);
    expect(await certainty({ strategy: { exhaustive: 'sleep' } })).toEqual(['ok', 'exhaustive']);
    expect(await certainty({ strategy: { exhaustive: 'source' } })).toEqual(['ok', 'exhaustive']);
    const seen = await check(increments, { strategy: 'pct', properties: [below], stopAtFirst: true });
    expect([seen.verdict, seen.certainty]).toEqual(['violation', 'sampled']);
  });

  test('stops at the first that fails when asked', async () => {
    const all = await check(increments, { strategy: { exhaustive: 'naive' }, properties: [below] });
    const first = await check(increments, {
      strategy: { exhaustive: 'naive' },
      properties: [below],
      stopAtFirst: true,
    });
    expect(first.verdict).toBe('violation');
    expect(first.executions).toBeLessThan(all.executions);
  });

  test('says of a property that it was never put to the test', async () => {
    const untested = [
      always('a', (state) => state.marks().every(({ label }) => label === 'a')),
      always('b', (state) => state.value('nothing') === undefined),
      always('c', (state) => !state.ended('nobody')),
      eventually('d', (state) => state.marks('main').length === 0),
      linearizable({ name: 'e', initial: 0, apply: (state: number) => ({ state }) }),
      refines(increments, increments, { name: 'f' }),
    ];
    const { notes, verdict } = await check(increments, { properties: untested });
    const end = 'was never put to the test: nothing that it speaks of ever happened';
    expect([verdict, notes.filter((note) => !note.includes('plain state'))]).toEqual([
      'ok',
      ['always a', 'always b', 'always c', 'eventually d', 'linearizable e', 'refines f'].map((one) => `${one} ${end}`),
    ]);
  });

  test('counts no more executions for properties of states, and takes queues for what they are', async () => {
    const plain = await check(increments);
    const judged = await check(increments, { properties: [below] });
    expect([judged.executions, judged.redundant]).toEqual([plain.executions, 0]);
    // Of what one process alone receives the order of sends is seen as well.
    const inbox = async (): Promise<void> => {
      const jobs = chan<number>(Infinity, 'jobs');
      for (const job of [1, 2, 3]) go(`P${job}`, () => jobs.send(job));
      await mark('first', await jobs.receive());
    };
    const any = always('any', (state) => state.marks().length < 2);
    expect([(await check(inbox)).executions, (await check(inbox, { properties: [any] })).executions]).toEqual([3, 6]);
  });

  test('passes as a matcher, and fails as one', async () => {
    await expect(increments).toPass({ properties: [always('x', ({ value }) => Number(value('x')) < 4)] });
    const wrong = expect(increments).toPass({ properties: [below] });
    await expect(wrong).rejects.toThrow('violation: always x below 2 does not hold');
  });
});

describe('what was wrong with properties', () => {
  async function wrong(options: unknown): Promise<string> {
    try {
      await check(async () => mark('here'), options as CheckOptions);
      return 'nothing';
    } catch (error) {
      return String(error);
    }
  }

  test.each([
    [{ properties: 1 }, 'TypeError: properties: a list is needed, not 1'],
    [
      { properties: [always] },
      'TypeError: properties[0] is no property: always, eventually, linearizable and refines make them',
    ],
    [
      { properties: [below], strategy: { exhaustive: 'cached' } },
      "TypeError: properties: { exhaustive: 'cached' } looks for eventually alone; choose another strategy",
    ],
    [{ properties: [below], resume: 'a' }, 'TypeError: resume: a search with properties cannot be kept'],
  ])('is said: %j', async (options, message) => {
    expect(await wrong(options)).toBe(message);
  });

  test.each<[string, Property]>([
    [
      'always a: its predicate threw Error: no',
      always('a', () => {
        throw new Error('no');
      }),
    ],
    ['eventually b: its predicate returned a promise, not true or false', eventually('b', (async () => true) as never)],
    [
      'always (state) => state.marks().length: its predicate returned 0, not true or false',
      always(((state: { marks(): unknown[] }) => state.marks().length) as never),
    ],
  ])('is an error of its own: %s', async (message, property) => {
    expect(await wrong({ properties: [property] })).toBe(`PropertyError: ${message}`);
    await expect(check(increments, { properties: [property] })).rejects.toBeInstanceOf(PropertyError);
  });

  test('is told at once where a property is made', () => {
    expect(() => always('a' as never)).toThrow(
      new TypeError('always: a function of a state is needed, after a name if it has one'),
    );
    expect(() => eventually(1 as never)).toThrow('eventually: a function of a state is needed');
  });

  test('leaves the next check as it was', async () => {
    await wrong({ properties: [always(() => 1 as never)] });
    const program = async (): Promise<number> => {
      const jobs = chan<number>(1);
      await jobs.send(1);
      const got = await select({ job: jobs });
      return got.value ?? 0;
    };
    expect((await check(program)).outcomes.map(({ value }) => value)).toEqual([1]);
    expect(await program()).toBe(1);
  });
});
