import { describe, expect, it } from 'vitest';
import { explain } from '../../src/report/why.ts';
import { tag } from '../../src/trace/value.ts';
import {
  counterRaces,
  counterReport,
  deadlock,
  leak,
  leftTheModel,
  lostValue,
  notRepeatable,
  panic,
  report,
  violation,
} from './reports.ts';
import { abBa, by, counter, event, leakedWorker, pipeline, process, trace } from './traces.ts';

const eitherOrder = 'no message, lock or join puts one before the other, so they can come in either order.';
const lost =
  "P read x = 0 at counter.ts:6:30 before Q's write of -1 at counter.ts:9:13, and then wrote 1 over it at counter.ts:6:13";

describe('why there is a race', () => {
  const sentences = counterRaces.map((race) => explain(counterReport, race, counter));

  it('tells the lost update when the race is part of one', () => {
    expect(sentences[0]).toBe(`Here ${lost}, but ${eitherOrder}`);
    expect(sentences[2]).toBe(sentences[0]);
  });

  it('tells the order seen here otherwise', () => {
    expect(sentences[1]).toBe(
      `Here Q read x = 0 at counter.ts:9:30 before P wrote x = 1 at counter.ts:6:13, but ${eitherOrder}`,
    );
  });

  it('names the accesses when the execution does not show them', () => {
    const [race] = counterRaces;
    expect(race && explain(counterReport, race, abBa)).toBe(
      `P's read of x at counter.ts:6:30 and Q's write of x at counter.ts:9:13 are not ordered: ${eitherOrder}`,
    );
  });

  it('does not take an ordered pair for the race', () => {
    const site = 'a.ts:1:1';
    const ordered = trace(
      'twice',
      'returned',
      [process('main'), process('P')],
      [
        event(by(1, 'write', { object: 'x', argument: '1', site })),
        event(by(1, 'write', { object: 'x', argument: '2', site }), [0]),
        event(by(0, 'read', { object: 'x', result: '2', site: 'a.ts:2:2' }), [0]),
      ],
    );
    const race = {
      kind: 'race' as const,
      object: 'x',
      first: { process: 'P', access: 'write', site },
      second: { process: 'main', access: 'read', site: 'a.ts:2:2' },
      schedule: '',
    };
    expect(explain(report({}), race, ordered)).toBe(
      `Here P wrote x = 2 at a.ts:1:1 before main read x = 2 at a.ts:2:2, but ${eitherOrder}`,
    );
  });
});

describe('why nobody can go on', () => {
  it('names the circle of locks', () => {
    expect(explain(report({}), deadlock, abBa)).toBe(
      'A to B holds A (taken at ab-ba.ts:16:20) and waits to lock B at ab-ba.ts:17:18, ' +
        'B to A holds B (taken at ab-ba.ts:16:20) and waits to lock A at ab-ba.ts:17:18: each waits for the other.',
    );
    const outcome = { kind: 'deadlocked' as const, executions: 1, schedule: '' };
    expect(explain(report({}), outcome, abBa)).toBe(explain(report({}), deadlock, abBa));
  });

  it('says that nobody is left at the other end, and who was the last there', () => {
    expect(explain(report({}), leak, leakedWorker)).toBe(
      'main has returned, but worker waits to send to results at leaked-worker.ts:14:19, ' +
        'and nobody is left to receive from results.',
    );
    const once = trace(
      'once',
      'deadlocked',
      [process('main', 'waiting', 'receive c', 'a.ts:9:9'), process('P')],
      [
        event(by(0, 'start'), [], 'starts P'),
        event([by(1, 'send', { object: 'c', argument: '1' }), by(0, 'receive', { object: 'c', result: '1' })], [0]),
      ],
    );
    expect(explain(report({}), { kind: 'deadlocked', executions: 1, schedule: '' }, once)).toBe(
      'main waits to receive from c at a.ts:9:9, and nobody is left to send to c (P, the last to do so, has returned).',
    );
  });

  it('knows a lock taken twice, one never released, and one that a condition gave up', () => {
    const lock = (name: number, site: string) => event(by(name, 'lock', { object: 'm', site }));
    const stuck = { kind: 'deadlocked' as const, executions: 1, schedule: '' };
    const twice = trace(
      'twice',
      'deadlocked',
      [process('main', 'waiting', 'lock m', 'a.ts:2:2')],
      [lock(0, 'a.ts:1:1')],
    );
    expect(explain(report({}), stuck, twice)).toBe(
      'main waits to lock m at a.ts:2:2, which it has itself held since it took it at a.ts:1:1.',
    );
    const never = trace(
      'never',
      'deadlocked',
      [process('main', 'waiting', 'lock m', 'a.ts:2:2'), process('P')],
      [event(by(0, 'start'), [], 'starts P'), lock(1, 'a.ts:1:1')],
    );
    expect(explain(report({}), stuck, never)).toBe(
      'main waits to lock m at a.ts:2:2, which P took at a.ts:1:1 and never released before it ended.',
    );
    const condition = trace(
      'condition',
      'deadlocked',
      [process('main', 'waiting', 'wait changed', 'a.ts:2:2'), process('P')],
      [
        event(by(0, 'start'), [], 'starts P'),
        lock(0, 'a.ts:1:1'),
        event(by(0, 'wait', { object: 'changed' }), [1], 'waits'),
        lock(1, 'a.ts:3:3'),
        event(by(1, 'unlock', { object: 'm' }), [3]),
      ],
    );
    expect(explain(report({}), stuck, condition)).toBe('main waits on changed at a.ts:2:2.');
  });
});

describe('why it ended so', () => {
  it('tells the lost update behind a wrong value', () => {
    expect(explain(counterReport, { kind: 'returned', value: 1, executions: 1, schedule: '' }, counter)).toBe(
      `${lost}.`,
    );
    expect(explain(counterReport, violation, counter)).toBe(
      `returned 1 was not expected (expected: returned 0): ${lost}.`,
    );
  });

  it('tells what was last learnt, and from whom', () => {
    const outcome = { kind: 'returned' as const, value: tag('timeout'), executions: 1, schedule: '' };
    expect(explain(counterReport, outcome, leakedWorker)).toBe(
      'main selected after(100) = "timeout" at leaked-worker.ts:16:23.',
    );
    const told = trace('told', 'returned 1', pipeline.processes.slice(), [
      ...pipeline.events.slice(0, 2),
      event(by(0, 'receive', { object: 'jobs', result: '1', site: 'a.ts:2:2' }), [1]),
    ]);
    expect(explain(report({}), { kind: 'returned', value: 1, executions: 1, schedule: '' }, told)).toBe(
      'In every order, main received 1 from jobs at a.ts:2:2, which source sent at pipeline.ts:4:5.',
    );
  });

  it('tells who closed the channel, and what a process that panicked had read', () => {
    const closed = trace(
      'closed',
      'panicked',
      [process('main'), process('worker', 'threw')],
      [
        event(by(0, 'close', { object: 'jobs', site: 'jobs.ts:8:8' })),
        event(by(1, 'send', { object: 'jobs', argument: '1', site: 'jobs.ts:4:7' }), [], 'panics: ChannelClosedError'),
      ],
    );
    expect(explain(report({}), panic, closed)).toBe(
      'worker threw ChannelClosedError: send on closed channel jobs at jobs.ts:4:7, after main closed jobs at jobs.ts:8:8, and nobody was joining it.',
    );
    const bad = trace(
      'bad',
      'panicked',
      [process('main'), process('P')],
      [
        event(by(1, 'write', { object: 'x', argument: '7', site: 'a.ts:1:1' })),
        event(by(0, 'read', { object: 'x', result: '7', site: 'a.ts:2:2' }), [], 'panics: Error: seven'),
      ],
    );
    expect(
      explain(
        report({}),
        { kind: 'panic', process: 'main', error: 'Error: seven', site: 'a.ts:3:3', schedule: '' },
        bad,
      ),
    ).toBe('main threw Error: seven at a.ts:3:3: main read x = 7 at a.ts:2:2, which P wrote at a.ts:1:1.');
  });

  it('says what the model could not answer', () => {
    expect(explain(report({}), leftTheModel, counter)).toBe(
      'main at net.ts:3:20: awaits a fetch, which no search can answer.',
    );
    expect(explain(report({}), notRepeatable, counter)).toBe(
      'P at a.ts:1:1, and at a.ts:2:1 when run again: the same schedule did another operation when it was run again.',
    );
    expect(explain(report({}), lostValue, counter)).toBe(
      'main took 3 from jobs at jobs.ts:9:7, but nobody awaited that operation to the end, so the value is gone.',
    );
  });
});
