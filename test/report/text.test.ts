import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/report/columns.ts';
import { plainStyle } from '../../src/report/style.ts';
import { renderReport, type Witness } from '../../src/report/text.ts';
import { explain } from '../../src/report/why.ts';
import { counterRaces, counterReport, deadlock, fullReport, leak, politeness, report, violation } from './reports.ts';
import { abBa, counter, leakedWorker, pipeline } from './traces.ts';

const [race] = counterRaces;
const counterWitness: Witness = {
  title: 'returned 1',
  trace: counter,
  why: race === undefined ? '' : explain(counterReport, race, counter),
};

describe('the estimate of a search that ended early', () => {
  const lines = (executions: number, explored: number): string[] =>
    renderReport(report({ estimate: { executions, explored } }), [], plainStyle).split('\n');

  it('is a line below the first, with no more digits than a guess deserves', () => {
    expect(lines(119_876, 0.3412)[1]).toBe("about 120,000 executions in all (Knuth's estimate), 34 % explored");
    expect(lines(1, 0.5)[1]).toBe("about 1 execution in all (Knuth's estimate), 50 % explored");
    expect(lines(3.21e18, 2e-9)[1]).toBe(
      "about 3.2e+18 executions in all (Knuth's estimate), less than 0.01 % explored",
    );
  });
});

describe('a report', () => {
  it('on the counter', () => {
    expect(`\n${renderReport(counterReport, [counterWitness], plainStyle)}`).toMatchInlineSnapshot(`
      "
      race  ·  exhaustive  ·  counter  ·  4 executions, 0 redundant, 2 ms

      outcome      executions  schedule
      returned -1           1  m.P2
      returned 0            2  m.P.Q2
      returned 1            1  m.P2.Q3
      3 outcomes; none was declared wrong

      race on x: nothing orders
        P  read   counter.ts:6:30  and  Q  write  counter.ts:9:13  m.P2.Q3
        P  write  counter.ts:6:13  and  Q  read   counter.ts:9:30  m.P2.Q3
        P  write  counter.ts:6:13  and  Q  write  counter.ts:9:13  m.P2.Q3

      returned 1  m.P2.Q3
           main                      P                        Q
        1  ● starts P, Q ───────────▶┬───────────────────────▶┬                         counter.ts:5:1
        2  │                         ● read x = 0             │                         counter.ts:6:30
        3  │                         │                        ● read x = 0              counter.ts:9:30
        4  │                         │                        ● write x = -1, returns   counter.ts:9:13
        5  │                         ● write x = 1, returns                             counter.ts:6:13
        6  ● join P ◀────────────────┤                                                  counter.ts:11:11
        7  ● join Q ◀─────────────────────────────────────────┤                         counter.ts:12:11
        8  ● read x = 1, returns 1                                                      counter.ts:13:18

      Here P read x = 0 at counter.ts:6:30 before Q's write of -1 at counter.ts:9:13, and then wrote 1
      over it at counter.ts:6:13, but no message, lock or join puts one before the other, so they can come
      in either order.
      "
    `);
  });

  it('on a deadlock', () => {
    const outcomes = [
      { kind: 'returned' as const, value: 110, executions: 2, schedule: 'm' },
      { kind: 'deadlocked' as const, executions: 1, schedule: 'm.P2.Q3' },
    ];
    const stuck = report({ program: 'abBa', verdict: 'deadlock', outcomes, findings: [deadlock] });
    const why = explain(stuck, deadlock, abBa);
    expect(`\n${renderReport(stuck, [{ title: 'deadlocked', trace: abBa, why }], plainStyle)}`).toMatchInlineSnapshot(`
      "
      deadlock  ·  exhaustive  ·  abBa  ·  4 executions, 0 redundant, 2 ms

      outcome       executions  schedule
      returned 110           2  m
      deadlocked             1  m.P2.Q3

      deadlock: nobody can go on
        main    join A to B  ab-ba.ts:30:15
        A to B  lock B       ab-ba.ts:17:18
        B to A  lock A       ab-ba.ts:17:18  m.P2.Q3

      deadlocked  m.P2.Q3
           main                      A to B            B to A
        1  ● starts A to B, B to A ─▶┬────────────────▶┬                 ab-ba.ts:26:1
        2  │                         ● lock A          │                 ab-ba.ts:16:20
        3  │                         │                 ● lock B          ab-ba.ts:16:20
           ✗ waits: join A to B      │                 │                 ab-ba.ts:30:15
           │                         ✗ waits: lock B   │                 ab-ba.ts:17:18
           │                         │                 ✗ waits: lock A   ab-ba.ts:17:18

      A to B holds A (taken at ab-ba.ts:16:20) and waits to lock B at ab-ba.ts:17:18, B to A holds B
      (taken at ab-ba.ts:16:20) and waits to lock A at ab-ba.ts:17:18: each waits for the other.
      "
    `);
  });

  it('on a round that can go on for ever', () => {
    const round = report({ program: 'polite', verdict: 'livelock', findings: [politeness] });
    const text = renderReport(round, [], plainStyle);
    expect(text).toContain('livelock: the last 8 steps can be repeated for ever, and nothing comes of it');
    expect(text).toMatch(/P +store first +polite.ts:9:11\n +Q +store second +polite.ts:9:11 +m.P2.Q3/);
    expect(explain(round, politeness, leakedWorker)).toContain('P, Q can go round for ever');
  });

  it('on a leak, in ASCII', () => {
    const leaked = report({ program: 'leakedWorker', verdict: 'leak', findings: [leak] });
    const why = explain(leaked, leak, leakedWorker);
    const text = renderReport(leaked, [{ title: 'leak', trace: leakedWorker, why }], { ...plainStyle, ascii: true });
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      leak  -  exhaustive  -  leakedWorker  -  4 executions, 0 redundant, 2 ms

      outcome     executions  schedule
      returned 0           4  m

      leak: main has returned, and these wait for ever
        worker  send results  leaked-worker.ts:14:19  m.P2.Q3

      leak  m.P2.Q3
           main                                             worker
        1  * starts worker -------------------------------->+
        2  |                                                * sleep 50              leaked-worker.ts:13:11
        3  * select after(100) -> "timeout", returns "ti... |                       leaked-worker.ts:16:23
                                                            x waits: send results   leaked-worker.ts:14:19

      main has returned, but worker waits to send to results at leaked-worker.ts:14:19, and nobody is left
      to receive from results.
      "
    `);
  });

  it('with everything, as wide as it may be', () => {
    expect(`\n${renderReport(fullReport, [], plainStyle)}`).toMatchInlineSnapshot(`
      "
      panic  ·  bounded  ·  counter  ·  4 executions, 0 redundant, 2 ms

      outcome                                         executions  schedule
      returned undefined                                       1  m
      returned NaN                                             1  m
      returned -0                                              1  m
      returned 12n                                             1  m
      returned Map {{a: 1} → Set {"x"}}                        1  m
      returned [Date 1970-01-01T00:00:00.000Z, /x/g]           1  m
      returned Object("boxed")                                 1  m
      panicked TypeError: boom                                 2  m.w1
      deadlocked                                               1  m.P2.Q3
      blocked                                                  1  m.P

      race on x: nothing orders
        P  read   counter.ts:6:30  and  Q  write  counter.ts:9:13  m.P2.Q3
        P  write  counter.ts:6:13  and  Q  read   counter.ts:9:30  m.P2.Q3
        P  write  counter.ts:6:13  and  Q  write  counter.ts:9:13  m.P2.Q3

      deadlock: nobody can go on
        main    join A to B  ab-ba.ts:30:15
        A to B  lock B       ab-ba.ts:17:18
        B to A  lock A       ab-ba.ts:17:18  m.P2.Q3

      leak: main has returned, and these wait for ever
        worker  send results  leaked-worker.ts:14:19  m.P2.Q3

      violation: expected returned 0
        returned 1  m.P2.Q3

      panic: an error that nobody handles
        worker  ChannelClosedError: send on closed channel jobs  jobs.ts:4:7  m.w1

      lost value: taken, and nobody awaits it
        main  3 from jobs  jobs.ts:9:7  m

      left the model
        main  net.ts:3:20  awaits a fetch, which no search can answer  m

      not repeatable
        P  a.ts:1:1  a.ts:2:1  the same schedule did another operation when it was run again  m

      step never ends
        P  spin.ts:2:5  a step ran for two seconds without an operation  m

      note: the search stopped at its budget of 1,000 executions
      "
    `);
    for (const width of [60, 80, 100, 140]) {
      for (const line of renderReport(fullReport, [counterWitness], { ...plainStyle, width }).split('\n')) {
        expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('says how sure an ok is, first of all', () => {
    const sampled = report({ certainty: 'sampled', executions: 1, elapsedMs: 0.25 });
    expect(renderReport(sampled, [], plainStyle).split('\n')[0]).toBe(
      'ok (sampled)  ·  sampled  ·  counter  ·  1 execution, 0 redundant, 0.3 ms',
    );
    const long = report({ executions: 1_234_567, redundant: 1000, elapsedMs: 83_000 });
    expect(renderReport(long, [], plainStyle)).toContain('1,234,567 executions, 1,000 redundant, 1 min 23 s');
  });

  it('asks about several outcomes only while nobody said which are right', () => {
    const { outcomes } = counterReport;
    expect(renderReport(report({ outcomes }), [], plainStyle)).toContain('\n3 outcomes; none was declared wrong\n');
    expect(renderReport(report({ outcomes, expected: 'returned 0' }), [], plainStyle)).not.toContain('declared');
    expect(renderReport(report({}), [], plainStyle)).not.toContain('declared');
    const panicked = { kind: 'panicked' as const, value: 'x', executions: 1, schedule: '' };
    const text = renderReport(report({ outcomes: [...outcomes, panicked] }), [], plainStyle);
    expect(text).toContain('\n3 returned outcomes; none was declared wrong\n');
  });

  it('draws the smallest execution that shows the verdict', () => {
    const small: Witness = { title: 'small', trace: { ...leakedWorker, schedule: 'other' }, why: '' };
    const decisive: Witness = { title: 'decisive', trace: { ...pipeline, schedule: 'm.P2.Q3' }, why: '' };
    const wrong = report({ verdict: 'violation', findings: [violation] });
    expect(renderReport(wrong, [small, decisive], plainStyle)).toMatch(/^decisive {2}m\.P2\.Q3$/m);
    expect(renderReport(report({}), [decisive, small], plainStyle)).toMatch(/^small {2}other$/m);
  });

  it('never cuts a schedule that can be pasted', () => {
    const schedule = 'm.P2.'.repeat(60);
    const text = renderReport(report({ outcomes: [{ kind: 'deadlocked', executions: 1, schedule }] }), [], plainStyle);
    expect(text).toContain(schedule);
  });

  it('shows values that try to draw on the terminal as text', () => {
    const outcomes = [{ kind: 'returned' as const, value: '\u001b[2J\u202e', executions: 1, schedule: 'm' }];
    const text = renderReport(report({ program: 'a\u0007b', outcomes, notes: ['x\ny'] }), [], plainStyle);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('note: x\\ny');
  });

  it('says so when no execution came to an end', () => {
    expect(renderReport(report({ verdict: 'undecided', outcomes: [] }), [], plainStyle)).toContain(
      'no execution came to an end',
    );
  });
});
