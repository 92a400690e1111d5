/** Outcomes against what was declared correct. */
import { canonical, show, tag } from '../trace/value.ts';
import type { FoundOutcome } from './collector.ts';
import type { Expectation, ExpectedOutcome } from './options.ts';

/** The expectation as text. */
export function expectationText(expect: Expectation): string {
  if (expect === 'one') return 'one outcome';
  return list(expect).map(outcomeText).join(', ');
}

function list(expect: Exclude<Expectation, 'one'>): readonly ExpectedOutcome[] {
  return Array.isArray(expect) ? (expect as readonly ExpectedOutcome[]) : [expect as ExpectedOutcome];
}

function outcomeText(expected: ExpectedOutcome): string {
  if (expected === 'deadlock') return 'deadlock';
  if ('returned' in expected) return `returned ${show(tag(expected.returned))}`;
  return `panicked ${String(expected.panicked)}`;
}

/** The outcomes that were not declared correct. */
export function unexpected(outcomes: readonly FoundOutcome[], expect: Expectation | undefined): Set<FoundOutcome> {
  if (expect === undefined) return new Set();
  if (expect === 'one') return new Set(outcomes.slice(1));
  return new Set(outcomes.filter((outcome) => !list(expect).some((expected) => matches(outcome, expected))));
}

/** Whether an outcome was declared correct by name. */
export function isExpected(outcome: FoundOutcome, expect: Expectation | undefined): boolean {
  return expect !== undefined && expect !== 'one' && list(expect).some((expected) => matches(outcome, expected));
}

function matches(outcome: FoundOutcome, expected: ExpectedOutcome): boolean {
  if (expected === 'deadlock') return outcome.kind === 'deadlocked';
  if ('returned' in expected) {
    return (
      outcome.kind === 'returned' &&
      outcome.value !== undefined &&
      canonical(outcome.value) === canonical(tag(expected.returned))
    );
  }
  if (outcome.kind !== 'panicked') return false;
  const text = outcome.thrown ?? '';
  // Not `test`, which goes on from the last match of a global pattern.
  return typeof expected.panicked === 'string' ? text.includes(expected.panicked) : text.search(expected.panicked) >= 0;
}
