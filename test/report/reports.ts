/** Reports written by hand, as a check would give them. */

import type { Finding, RaceFinding, Report } from '../../src/report/report.ts';
import { tag } from '../../src/trace/value.ts';

const clean: Report = {
  version: 1,
  program: 'counter',
  verdict: 'ok',
  certainty: 'exhaustive',
  executions: 4,
  redundant: 0,
  events: 34,
  elapsedMs: 2.1,
  strategy: 'exhaustive',
  outcomes: [{ kind: 'returned', value: 0, executions: 4, schedule: 'm' }],
  findings: [],
  notes: [],
  knowledge: [],
};

export function report(changes: Partial<Report>): Report {
  return { ...clean, ...changes };
}

function raceOnX(first: string, firstSite: string, second: string, secondSite: string): RaceFinding {
  return {
    kind: 'race',
    object: 'x',
    first: { process: 'P', access: first, site: firstSite },
    second: { process: 'Q', access: second, site: secondSite },
    schedule: 'm.P2.Q3',
  };
}

export const counterRaces: readonly RaceFinding[] = [
  raceOnX('read', 'counter.ts:6:30', 'write', 'counter.ts:9:13'),
  raceOnX('write', 'counter.ts:6:13', 'read', 'counter.ts:9:30'),
  raceOnX('write', 'counter.ts:6:13', 'write', 'counter.ts:9:13'),
];

export const counterReport: Report = report({
  verdict: 'race',
  outcomes: [
    { kind: 'returned', value: -1, executions: 1, schedule: 'm.P2' },
    { kind: 'returned', value: 0, executions: 2, schedule: 'm.P.Q2' },
    { kind: 'returned', value: 1, executions: 1, schedule: 'm.P2.Q3' },
  ],
  findings: counterRaces,
});

export const deadlock: Finding = {
  kind: 'deadlock',
  process: 'main',
  waitingOn: 'join A to B',
  site: 'ab-ba.ts:30:15',
  others: [
    { process: 'A to B', waitingOn: 'lock B', site: 'ab-ba.ts:17:18' },
    { process: 'B to A', waitingOn: 'lock A', site: 'ab-ba.ts:17:18' },
  ],
  schedule: 'm.P2.Q3',
};

export const leak: Finding = {
  kind: 'leak',
  process: 'worker',
  waitingOn: 'send results',
  site: 'leaked-worker.ts:14:19',
  schedule: 'm.P2.Q3',
};

export const politeness: Finding = {
  kind: 'livelock',
  process: 'P',
  waitingOn: 'store first',
  turn: 8,
  site: 'polite.ts:9:11',
  others: [{ process: 'Q', waitingOn: 'store second', site: 'polite.ts:9:11' }],
  schedule: 'm.P2.Q3',
};

export const violation: Finding = {
  kind: 'violation',
  outcome: 'returned 1',
  expected: 'returned 0',
  schedule: 'm.P2.Q3',
};

export const panic: Finding = {
  kind: 'panic',
  process: 'worker',
  error: 'ChannelClosedError: send on closed channel jobs',
  site: 'jobs.ts:4:7',
  schedule: 'm.w1',
};

export const lostValue: Finding = {
  kind: 'lost value',
  process: 'main',
  object: 'jobs',
  value: '3',
  site: 'jobs.ts:9:7',
  schedule: 'm',
};

export const leftTheModel: Finding = {
  kind: 'left the model',
  process: 'main',
  message: 'awaits a fetch, which no search can answer',
  site: 'net.ts:3:20',
  schedule: 'm',
};

export const notRepeatable: Finding = {
  kind: 'not repeatable',
  process: 'P',
  message: 'the same schedule did another operation when it was run again',
  site: 'a.ts:1:1',
  otherSite: 'a.ts:2:1',
  schedule: 'm',
};

export const neverEnds: Finding = {
  kind: 'step never ends',
  process: 'P',
  message: 'a step ran for two seconds without an operation',
  site: 'spin.ts:2:5',
  schedule: 'm',
};

/** One report with everything a report can hold. */
export const fullReport: Report = report({
  verdict: 'panic',
  certainty: 'bounded',
  expected: 'returned 0',
  outcomes: [
    ...[
      undefined,
      Number.NaN,
      -0,
      12n,
      new Map([[{ a: 1 }, new Set(['x'])]]),
      [new Date(0), /x/g],
      Object('boxed'),
    ].map((value) => ({ kind: 'returned' as const, value: tag(value), executions: 1, schedule: 'm' })),
    { kind: 'panicked', value: tag(new TypeError('boom')), executions: 2, schedule: 'm.w1' },
    { kind: 'deadlocked', executions: 1, schedule: 'm.P2.Q3' },
    { kind: 'blocked', executions: 1, schedule: 'm.P' },
  ],
  findings: [...counterRaces, deadlock, leak, violation, panic, lostValue, leftTheModel, notRepeatable, neverEnds],
  notes: ['the search stopped at its budget of 1,000 executions'],
  knowledge: [
    {
      process: 'P',
      mark: 'gave up',
      data: tag(undefined),
      certainty: 'bounded',
      questions: [
        {
          about: 'where Q is',
          worlds: [
            { text: 'Q has done nothing yet', schedule: 'm.P2', until: 3 },
            { text: 'Q has ended', schedule: 'm.P2.Q3', until: 6 },
          ],
        },
      ],
    },
  ],
});
