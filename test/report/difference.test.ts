import { describe, expect, test } from 'vitest';
import type { Difference } from '../../src/report/difference.ts';
import { renderDifference } from '../../src/report/difference.ts';
import type { ReversalWords } from '../../src/report/reversal-text.ts';
import { reversalSentence, stepText } from '../../src/report/reversal-text.ts';
import { plainStyle } from '../../src/report/style.ts';
import { by, event, process, trace } from './traces.ts';

const words: ReversalWords = {
  earlier: 'P wrote x = 1 at a.ts:1:1',
  later: 'Q read x = 1 at a.ts:2:2',
  moved: 'Q read x = 0 at a.ts:2:2',
  isChoice: false,
  unordered: true,
  others: 0,
  from: { kind: 'returned', value: '0' },
  to: { kind: 'returned', value: '1' },
  on: undefined,
  changes: true,
};

describe('a reversal in words', () => {
  test.each<[string, Partial<ReversalWords>, string]>([
    [
      'two steps the other way round',
      {},
      'In the first, P wrote x = 1 at a.ts:1:1 before Q read x = 1 at a.ts:2:2, and nothing orders the two; the other way round, main returns 1 instead of 0.',
    ],
    [
      'steps that something orders in either order',
      { unordered: false, others: 1 },
      'In the first, with 1 other pair of steps reversed, P wrote x = 1 at a.ts:1:1 before Q read x = 1 at a.ts:2:2; the other way round, main returns 1 instead of 0.',
    ],
    [
      'a step that did not come at all',
      { later: undefined, unordered: false, from: { kind: 'deadlocked' } },
      'In the first, P wrote x = 1 at a.ts:1:1; in the second, Q read x = 0 at a.ts:2:2 before that, and then main returns 1, where in the first the program deadlocks.',
    ],
    [
      'a choice',
      { earlier: 'main chose 1', moved: 'main chose 2', isChoice: true, others: 2 },
      'In the first, with 2 other pairs of steps reversed, main chose 1; in the second, main chose 2, and then main returns 1 instead of 0.',
    ],
    [
      'a panic, and what comes of going on as the second does',
      { to: { kind: 'panicked', process: 'P', value: 'Error: no' }, on: { kind: 'returned', value: '2' } },
      'In the first, P wrote x = 1 at a.ts:1:1 before Q read x = 1 at a.ts:2:2, and nothing orders the two; the other way round, P panics with Error: no, where in the first main returns 0, and main returns 2 if it then goes on as the second does.',
    ],
    [
      'values of which the beginnings are alike',
      { to: { kind: 'returned', value: '0' } },
      'In the first, P wrote x = 1 at a.ts:1:1 before Q read x = 1 at a.ts:2:2, and nothing orders the two; the other way round, main returns another value.',
    ],
    [
      'no difference',
      { changes: false, to: { kind: 'returned', value: '0' } },
      'In the first, P wrote x = 1 at a.ts:1:1 before Q read x = 1 at a.ts:2:2, and nothing orders the two; the other way round, main returns 0 all the same.',
    ],
  ])('%s', (_, change, sentence) => {
    expect(reversalSentence({ ...words, ...change })).toBe(sentence);
  });

  test('a hand-over names both sides, and a try what came of it', () => {
    const steps = trace(
      'steps',
      'returned',
      [process('main'), process('P')],
      [
        event([
          by(1, 'send', { object: 'c', argument: '1', site: 'a.ts:1:1' }),
          by(0, 'receive', { object: 'c', result: '1', site: 'a.ts:2:2' }),
        ]),
        event(by(0, 'trySend', { object: 'c', argument: '2', result: 'false', site: 'a.ts:3:3' })),
      ],
    );
    expect(stepText(steps, 0)).toBe('main received 1 from c at a.ts:2:2, which P sent at a.ts:1:1');
    expect(stepText(steps, 1)).toBe('main tried to send 2 to c (false) at a.ts:3:3');
  });
});

const difference: Difference = {
  version: 1,
  program: 'prógram',
  first: { schedule: '1.2~ab', outcome: 'main returns "é"' },
  second: { schedule: '2~b', outcome: 'the program deadlocks' },
  equivalent: false,
  common: 2,
  parting: { first: { step: 10, text: 'P wrote x = "é"' } },
  summary:
    'In the first, P wrote x before Q read x; the other way round, the program deadlocks, where in the first main returns.',
};

describe('a difference as text', () => {
  test('shows both, where they part, and what it comes to', () => {
    expect(renderDifference(difference, plainStyle).split('\n')).toEqual([
      'prógram',
      'first   main returns "é"  1.2~ab',
      'second  the program deadlocks  2~b',
      '',
      'they part after 2 steps in common:',
      '  first   step 10  P wrote x = "é"',
      '  second  ends there',
      '',
      'In the first, P wrote x before Q read x; the other way round, the program deadlocks, where in the',
      'first main returns.',
    ]);
  });

  test('has nothing beyond ASCII when that is wanted', () => {
    const text = renderDifference(difference, { ...plainStyle, ascii: true });
    expect([...text].filter((character) => character > '~')).toEqual([]);
  });

  test('of equivalent executions says nothing of parting', () => {
    const text = renderDifference({ ...difference, equivalent: true, parting: {} }, plainStyle);
    expect(text).not.toContain('part');
  });
});
