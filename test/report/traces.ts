/** Traces written by hand, as a search would give them. */

import type { OperationName, Participant, Trace, TraceEvent, TraceProcess } from '../../src/trace/trace.ts';

type Details = Omit<Participant, 'process' | 'operation'>;

export function by(process: number, operation: OperationName, details: Details = {}): Participant {
  return { process, operation, ...details };
}

export function event(
  participants: Participant | Participant[],
  after: number[] = [],
  ...effects: string[]
): TraceEvent {
  return { participants: Array.isArray(participants) ? participants : [participants], after, effects };
}

export function process(
  name: string,
  end: TraceProcess['end'] = 'returned',
  waitingOn?: string,
  site?: string,
): TraceProcess {
  return {
    name,
    background: end === 'idle',
    end,
    ...(waitingOn === undefined ? {} : { waitingOn }),
    ...(site === undefined ? {} : { site }),
  };
}

export function trace(program: string, outcome: string, processes: TraceProcess[], events: TraceEvent[]): Trace {
  return { version: 1, program, schedule: 'm.P2.Q3', processes, events, outcome };
}

/** P adds one and Q takes one away; P writes over what Q wrote. */
export const counter: Trace = trace(
  'counter',
  'returned 1',
  [process('main'), process('P'), process('Q')],
  [
    event(by(0, 'start', { site: 'counter.ts:5:1' }), [], 'starts P', 'starts Q'),
    event(by(1, 'read', { object: 'x', result: '0', site: 'counter.ts:6:30' }), [0]),
    event(by(2, 'read', { object: 'x', result: '0', site: 'counter.ts:9:30' }), [0]),
    event(by(2, 'write', { object: 'x', argument: '-1', site: 'counter.ts:9:13' }), [2], 'returns'),
    event(by(1, 'write', { object: 'x', argument: '1', site: 'counter.ts:6:13' }), [1], 'returns'),
    event(by(0, 'join', { object: 'P', site: 'counter.ts:11:11' }), [0, 4]),
    event(by(0, 'join', { object: 'Q', site: 'counter.ts:12:11' }), [5, 3]),
    event(by(0, 'read', { object: 'x', result: '1', site: 'counter.ts:13:18' }), [6], 'returns 1'),
  ],
);

/** Two transfers that lock their accounts in opposite orders. */
export const abBa: Trace = trace(
  'abBa',
  'deadlocked',
  [
    process('main', 'waiting', 'join A to B', 'ab-ba.ts:30:15'),
    process('A to B', 'waiting', 'lock B', 'ab-ba.ts:17:18'),
    process('B to A', 'waiting', 'lock A', 'ab-ba.ts:17:18'),
  ],
  [
    event(by(0, 'start', { site: 'ab-ba.ts:26:1' }), [], 'starts A to B', 'starts B to A'),
    event(by(1, 'lock', { object: 'A', site: 'ab-ba.ts:16:20' }), [0]),
    event(by(2, 'lock', { object: 'B', site: 'ab-ba.ts:16:20' }), [0]),
  ],
);

/** Main gives up after its timer; the worker’s send has no receiver left. */
export const leakedWorker: Trace = trace(
  'leakedWorker',
  'returned "timeout"',
  [process('main'), process('worker', 'waiting', 'send results', 'leaked-worker.ts:14:19')],
  [
    event(by(0, 'start'), [], 'starts worker'),
    event(by(1, 'sleep', { argument: '50', site: 'leaked-worker.ts:13:11' }), [0]),
    event(
      by(0, 'select', { object: 'after(100)', result: '"timeout"', site: 'leaked-worker.ts:16:23' }),
      [0],
      'returns "timeout"',
    ),
  ],
);

/** A producer through a buffer of one, then a hand-over to the left, then a mutex. */
export const pipeline: Trace = trace(
  'pipeline',
  'returned [1, 2]',
  [process('main'), process('source'), process('sink'), process('owner', 'idle')],
  [
    event(by(0, 'start'), [], 'starts source', 'starts sink', 'starts owner'),
    event(by(1, 'send', { object: 'jobs', argument: '1', site: 'pipeline.ts:4:5' }), [0]),
    event(by(1, 'lock', { object: 'm', site: 'pipeline.ts:5:5' }), [1]),
    event(by(2, 'receive', { object: 'jobs', result: '1', site: 'pipeline.ts:9:5' }), [0, 1]),
    event(
      [
        by(3, 'send', { object: 'reply', argument: '"Σ 日本"', site: 'owner.ts:3:3' }),
        by(1, 'receive', { object: 'reply', result: '"Σ 日本"', site: 'pipeline.ts:6:5' }),
      ],
      [0, 2],
    ),
    event(by(1, 'unlock', { object: 'm', site: 'pipeline.ts:7:5' }), [4], 'returns'),
    event(by(2, 'lock', { object: 'm', site: 'pipeline.ts:10:5' }), [3, 5], 'returns'),
    event(
      [
        by(0, 'close', { object: 'done', site: 'pipeline.ts:20:5' }),
        by(1, 'receive', { object: 'done' }),
        by(3, 'receive', { object: 'done' }),
      ],
      [0, 4],
    ),
    event(by(0, 'join', { object: 'sink', site: 'pipeline.ts:21:5' }), [7, 6], 'returns [1, 2]'),
  ],
);

/** `count` workers that each add one to a cell. */
export function crowd(count: number, rounds: number): Trace {
  const workers = Array.from({ length: count }, (_, worker) => `worker ${worker}`);
  const events = [event(by(0, 'start'), [], ...workers.map((name) => `starts ${name}`))];
  for (let round = 0; round < rounds; round += 1) {
    for (let worker = 1; worker <= count; worker += 1) {
      const after = round === 0 ? [0] : [events.length - count];
      events.push(
        event(
          by(worker, 'add', { object: 'n', argument: '1', result: String(events.length), site: 'crowd.ts:3:3' }),
          after,
        ),
      );
    }
  }
  return trace(
    'crowd',
    'deadlocked',
    [process('main', 'waiting', 'receive done', 'crowd.ts:9:1'), ...workers.map((name) => process(name))],
    events,
  );
}
