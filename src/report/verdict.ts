/** From findings to the one word a report starts with and the number the command exits with. */

import type { Certainty, Finding, Report, Verdict } from './report.ts';

/** What a finding means for the verdict; where the model could not be followed, nothing is decided. */
const verdictOfKind: { readonly [kind in Finding['kind']]: Verdict } = {
  panic: 'panic',
  deadlock: 'deadlock',
  violation: 'violation',
  race: 'race',
  livelock: 'livelock',
  'lost value': 'lost value',
  leak: 'leak',
  'left the model': 'undecided',
  'step never ends': 'undecided',
  'not repeatable': 'undecided',
  'broken checkpoint': 'undecided',
};

const precedence: readonly Verdict[] = [
  'panic',
  'deadlock',
  'violation',
  'race',
  'livelock',
  'lost value',
  'leak',
  'undecided',
];

/**
 * The first of `precedence` that was found. A search that found nothing is `ok` when it covered everything, or as much
 * as the user chose by a strategy or a budget of their own (`chosen`).
 */
export function verdictOf(findings: readonly Finding[], certainty: Certainty, chosen: boolean): Verdict {
  const found = new Set(findings.map(({ kind }) => verdictOfKind[kind]));
  const verdict = precedence.find((candidate) => found.has(candidate));
  if (verdict !== undefined) return verdict;
  return certainty === 'exhaustive' || chosen ? 'ok' : 'undecided';
}

/** `ok` is never printed without how sure it is: `ok (sampled)`, unless everything was covered. */
export function verdictText({ verdict, certainty }: Report): string {
  return verdict === 'ok' && certainty !== 'exhaustive' ? `ok (${certainty})` : verdict;
}

/** 0 as wanted, 1 something was found, 2 undecided. */
export function exitCodeOf({ verdict, findings }: Report): 0 | 1 | 2 {
  if (verdict === 'ok') return 0;
  return verdict === 'undecided' && findings.length === 0 ? 2 : 1;
}
