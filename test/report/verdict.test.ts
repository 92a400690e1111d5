import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/report/report.ts';
import { exitCodeOf, verdictOf, verdictText } from '../../src/report/verdict.ts';
import {
  counterRaces,
  deadlock,
  leak,
  leftTheModel,
  lostValue,
  neverEnds,
  notRepeatable,
  panic,
  report,
  violation,
} from './reports.ts';

const [race] = counterRaces;
const inOrder = [panic, deadlock, violation, race, lostValue, leak, leftTheModel].filter(
  (finding) => finding !== undefined,
);
const words = ['panic', 'deadlock', 'violation', 'race', 'lost value', 'leak', 'undecided'];

function exitCode(
  findings: readonly Finding[],
  chosen: boolean,
  certainty: 'exhaustive' | 'sampled' = 'exhaustive',
): number {
  return exitCodeOf(report({ findings, certainty, verdict: verdictOf(findings, certainty, chosen) }));
}

describe('the verdict', () => {
  it('is the gravest thing found, in whatever order it was found', () => {
    expect(inOrder).toHaveLength(words.length);
    for (const [index, word] of words.entries()) {
      const rest = inOrder.slice(index);
      expect(verdictOf(rest, 'exhaustive', false)).toBe(word);
      expect(verdictOf([...rest].reverse(), 'sampled', true)).toBe(word);
    }
  });

  it('is undecided where the model could not be followed', () => {
    for (const finding of [leftTheModel, neverEnds, notRepeatable]) {
      expect(verdictOf([finding], 'exhaustive', true)).toBe('undecided');
      expect(exitCode([finding], false)).toBe(1);
    }
  });

  it('is ok only for a search that covered everything or as much as was asked for', () => {
    expect(verdictOf([], 'exhaustive', false)).toBe('ok');
    expect(verdictOf([], 'bounded', true)).toBe('ok');
    expect(verdictOf([], 'bounded', false)).toBe('undecided');
    expect(verdictOf([], 'sampled', false)).toBe('undecided');
  });

  it('says how sure an ok is', () => {
    expect(verdictText(report({ verdict: 'ok', certainty: 'exhaustive' }))).toBe('ok');
    expect(verdictText(report({ verdict: 'ok', certainty: 'sampled' }))).toBe('ok (sampled)');
    expect(verdictText(report({ verdict: 'race', certainty: 'bounded' }))).toBe('race');
  });

  it('gives the exit code', () => {
    expect(exitCode([], false)).toBe(0);
    expect(exitCode([], true, 'sampled')).toBe(0);
    expect(exitCode([], false, 'sampled')).toBe(2);
    for (const finding of inOrder) expect(exitCode([finding], false)).toBe(1);
  });
});
